import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Role } from "@/lib/context";
import type { Json } from "@/lib/model/json";
import { getTrace } from "@/lib/traces/get-trace";
import { before, Story, testContext } from "@/lib/traces/testing";

import { canonicalJson } from "@/lib/model/canonical-json";
import { shareTrace } from "./share-trace";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

async function told(role: Role, answer = "It is **on its way**.") {
  const project = await makeProject(db.owner);
  const story = new Story(db.owner, project);
  const { set } = story;
  const traceId = await story.trace({ started_at: before(60_000), cost_nano_usd: 3_000_000 });
  await story.span(traceId, {
    kind: "llm",
    name: "chat",
    started_at: before(60_000),
    duration_ns: 2_000_000_000,
    context: set.messages([{ role: "user", content: "Where is my parcel?" }]),
    output: [set.message({ role: "assistant", content: answer })],
    attributes: set.json({ attributes: { "app.tenant": "blue" } }),
  });
  const ctx = testContext(db.app, project, { kind: "user", id: 1, name: "Ada", role });
  const share = (format: "html" | "json" | "replay") =>
    shareTrace(ctx, { traceId, format, zone: "Asia/Tokyo", origin: "https://recount.example" });
  const log = () =>
    db.owner`select actor_name, action, target, detail from audit_log where project_id = ${project.id} and action = 'trace.shared' order by id`;
  return { ctx, traceId, share, log };
}

it("holds the trace, and the hash of the document that can be saved to check it", async () => {
  const { ctx, traceId, share, log } = await told("engineer");
  const { content } = await share("html");
  for (const part of ["Where is my parcel?", "<strong>on its way</strong>", "app.tenant", "$0.003", "UTC+9"])
    expect(content).toContain(part);
  const canonical = (await share("json")).content;
  const sha256 = createHash("sha256").update(canonical).digest("hex");
  expect(content).toContain(sha256);
  // The very document of the API.
  const { next_cursor: _, ...trace } = await getTrace(ctx, { traceId, include: ["content", "attributes"] });
  expect(canonical).toBe(canonicalJson(JSON.parse(JSON.stringify(trace)) as Json));
  expect(await log()).toEqual([
    {
      actor_name: "Ada",
      action: "trace.shared",
      target: traceId,
      detail: { format: "html", sha256, content_hidden: false },
    },
    {
      actor_name: "Ada",
      action: "trace.shared",
      target: traceId,
      detail: { format: "json", sha256, content_hidden: false },
    },
  ]);
});

it("plays off-line as a replay, with the hash of the same document, told in the audit log", async () => {
  const { share, log } = await told("engineer");
  const { content } = await share("replay");
  const sha256 = createHash("sha256")
    .update((await share("json")).content)
    .digest("hex");
  for (const part of ["Where is my parcel?", "<strong>on its way</strong>", "took 2.00", sha256])
    expect(content).toContain(part);
  // What runs and what it looks like are known by their hashes.
  const policy = /content="(default-src[^"]*)"/.exec(content)?.[1]?.replaceAll("&#39;", "'") ?? "";
  const hash = (text = "") => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const [, script] = /<script>([^]*?)<\/script>/.exec(content) ?? [];
  const [, style] = /<style>([^]*?)<\/style>/.exec(content) ?? [];
  expect(policy).toContain(`script-src ${hash(script)}`);
  expect(policy).toContain(`style-src ${hash(style)}`);
  expect((await log())[0]?.detail).toEqual({ format: "replay", sha256, content_hidden: false });
});

it("leaves out what the role may not read", async () => {
  const { share, log } = await told("manager");
  for (const format of ["html", "json", "replay"] as const) {
    const { content } = await share(format);
    for (const part of ["parcel", "on its way", "app.tenant", "blue"]) expect(content).not.toContain(part);
    expect(content).toContain("chat");
  }
  expect((await log())[0]?.detail).toMatchObject({ content_hidden: true });
});

it("is refused when it is too large for a browser, and says what else there is", async () => {
  const { share, log } = await told("engineer", "x".repeat(9 * 1024 ** 2));
  await expect(share("html")).rejects.toMatchObject({
    code: "body_too_large",
    message: /too large for one file.*"Open as JSON"/,
  });
  expect(await log()).toEqual([]);
});

it("is of one's own project alone", async () => {
  const [{ traceId }, other] = [await told("engineer"), await told("engineer")];
  await expect(
    shareTrace(other.ctx, { traceId, format: "html", zone: "UTC", origin: "https://recount.example" }),
  ).rejects.toMatchObject({ code: "not_found" });
});

it("writes a document in one way, whatever the order of its keys", () => {
  expect(canonicalJson({ b: [1, { z: null, a: "é\n" }], a: 1e21, "\u20ac": true, A: -0 })).toBe(
    '{"A":0,"a":1e+21,"b":[1,{"a":"é\\n","z":null}],"€":true}',
  );
});
