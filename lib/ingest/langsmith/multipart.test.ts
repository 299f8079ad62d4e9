import { expect, it } from "vitest";

import { messagesOfForm } from "./messages-of-form";
import { readMultipart } from "./multipart";

const BOUNDARY = "----LangSmithFormBoundaryx1";
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** A body as LangSmith's JavaScript client writes it: no file names, the length in the content type. */
const form = (parts: { name: string; body: string | Buffer; type?: string }[], end = "--"): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ name, body, type = `application/json; length=${body.length}` }) => [
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
      ),
      Buffer.from(body),
      Buffer.from("\r\n"),
    ]),
    Buffer.from(`--${BOUNDARY}${end}\r\n`),
  ]);
const read = async (...parts: Parameters<typeof form>[0]) =>
  messagesOfForm(await readMultipart(form(parts), TYPE));

it("puts the fields of a run together, whatever the order of the parts and however large they are", async () => {
  const text = "ü\r\n--".repeat(700_000);
  const { runs, refused } = await read(
    { name: "post.r1.inputs", body: JSON.stringify({ text }) },
    { name: "patch.r2", body: `{"end_time":2}` },
    { name: "post.r1", body: `{"name":"a"}` },
    { name: "patch.r2.error", body: `"Error: no"` },
    { name: "post.r1.outputs", body: `not json` },
  );
  expect(refused).toEqual([]);
  expect(runs).toEqual([
    { operation: "post", id: "r1", value: { inputs: { text }, name: "a", outputs: "not json" } },
    { operation: "patch", id: "r2", value: { end_time: 2, error: "Error: no" } },
  ]);
});

it("takes the same run twice in one request as two messages about it", async () => {
  const { runs } = await read(
    { name: "post.r1", body: `{"name":"a"}` },
    { name: "post.r1.inputs", body: `{"x":1}` },
    { name: "post.r1", body: `{"name":"b"}` },
    { name: "post.r1.inputs", body: `{"x":2}` },
  );
  expect(runs.map(({ value }) => value)).toEqual([
    { name: "a", inputs: { x: 1 } },
    { name: "b", inputs: { x: 2 } },
  ]);
});

it("keeps of attachments what they were, and short texts whole", async () => {
  const { runs } = await read(
    { name: "post.r1", body: `{"name":"a"}` },
    { name: "attachment.r1.photo", body: Buffer.from([0, 255, 13, 10, 45, 45]), type: "image/png" },
    { name: "attachment.r1.note", body: "hello", type: "text/plain; length=5" },
    { name: "attachment.r2.late", body: "x".repeat(20_000), type: "text/plain" },
  );
  expect(runs.map(({ operation, id, value }) => [operation, id, value])).toEqual([
    [
      "post",
      "r1",
      {
        name: "a",
        attachments: {
          photo: { content_type: "image/png", bytes: 6 },
          note: { content_type: "text/plain", bytes: 5, content: "hello" },
        },
      },
    ],
    ["patch", "r2", { attachments: { late: { content_type: "text/plain", bytes: 20_000 } } }],
  ]);
});

it("refuses single parts, and says which", async () => {
  const { runs, feedback, refused } = await read(
    { name: "post.r1", body: `[]` },
    { name: "hello", body: `{}` },
    { name: "feedback.f1", body: `{"key":"k"}` },
    { name: "post.r2", body: `{"name":"b"}` },
  );
  expect(refused.map(({ code }) => code)).toEqual(["invalid_run", "unknown_part"]);
  expect(feedback).toEqual([{ value: { key: "k" } }]);
  expect(runs.map(({ id }) => id)).toEqual(["r2"]);
});

it.each([
  ["is cut off", form([{ name: "post.r1", body: `{"name":"a"}` }], "").subarray(0, 150), TYPE],
  ["is no form", Buffer.from("{}"), TYPE],
  ["has no boundary", form([]), "multipart/form-data"],
  ["is JSON", Buffer.from("{}"), "application/json"],
])("refuses a body that %s", async (_what, body, type) => {
  await expect(readMultipart(body, type)).rejects.toThrow("multipart/form-data");
});
