import { expect, it } from "vitest";

import { sampleOfBytes, sampleOfValue } from "./sample";

it("of a span is JSON without its secrets, whatever it is made of", () => {
  const span = {
    traceId: "",
    startNs: 12n,
    attributes: new Map<string, unknown>([
      ["http.request.header.authorization", "Bearer abc"],
      ["a", [1, null, undefined]],
    ]),
    bytes: new Uint8Array(3),
  };
  const { body, format } = sampleOfValue(span);
  expect(format).toBe("json");
  expect(JSON.parse(body)).toEqual({
    traceId: "",
    startNs: "12",
    attributes: { "http.request.header.authorization": "[redacted]", a: [1, null, null] },
    bytes: "(3 bytes)",
  });
});

it("of a large span is cut and still JSON", () => {
  let deep: unknown = "end";
  for (let i = 0; i < 1000; i++) deep = { deep };
  const values = [
    "x".repeat(5_000_000),
    Array.from({ length: 100_000 }, () => "y".repeat(1000)),
    Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, "z".repeat(100)])),
    deep,
  ];
  const { body } = sampleOfValue({ values });
  expect(body.length).toBeLessThan(16_384);
  expect(body).toContain("(5000000 characters)");
  JSON.parse(body);
});

it("of a body is its text, or its first bytes in hex", () => {
  expect(sampleOfBytes(Buffer.from('{"password": "x", "ü": '))).toEqual({
    body: '{"password": "[redacted]", "ü": ',
    format: "text",
  });
  expect(sampleOfBytes(Buffer.from([0x0a, 0xff, 0x00]))).toEqual({ body: "0a ff 00", format: "hex" });
  const large = sampleOfBytes(Buffer.from("ü".repeat(1_000_000)));
  expect([large.format, large.body.length]).toEqual(["text", 8000]);
  const secret = sampleOfBytes(
    Buffer.concat([Buffer.from([0, 1, 0xff]), Buffer.from("Bearer abcdefghijkl")]),
  );
  expect(Buffer.from(secret.body.replaceAll(" ", ""), "hex").toString("latin1")).toContain(
    "Bearer [redacted]",
  );
});
