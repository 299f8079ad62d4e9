import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { readJson } from "./parse";
import { isDense, ReadApart } from "./read-apart";
import { incoming } from "./testing";

const list = (item: string, n: number): string =>
  `{"post":[${Array.from({ length: n }, () => item).join(",")}]}`;

describe("a small body that would keep others waiting", () => {
  it.each([
    ["very many numbers", list("1", 99_000), true],
    ["very many empty objects", list("{}", 80_000), true],
    ["very many keys", `{${Array.from({ length: 20_000 }, (_, n) => `"k${n}":1`).join(",")}}`, true],
    [
      "an ordinary batch",
      list('{"id":"a","name":"b","inputs":{"q":"one, two, three"},"tags":["x","y"]}', 500),
      false,
    ],
    ["one text full of commas and quotes", JSON.stringify({ text: '", '.repeat(20_000) }), false],
    ["nothing", "", false],
  ])("%s", async (_, body, dense) => {
    expect(isDense(Buffer.from(body))).toBe(dense);
    if (body === "") return;
    const request = Object.assign(
      incoming("http://localhost/", {
        method: "POST",
        body: gzipSync(body),
        headers: { "content-type": "application/json", "content-encoding": "gzip" },
      }),
      { readsApart: true },
    );
    const read = readJson(request, 1_000_000);
    if (dense) await expect(read).rejects.toBeInstanceOf(ReadApart);
    else expect(await read).toBeTypeOf("object");
  });
});
