import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { readBody } from "./read-body";
import { incoming } from "./testing";

const request = (body: Uint8Array, headers: Record<string, string> = {}) =>
  incoming("http://localhost/", { method: "POST", body: body as BodyInit, headers });

const text = Buffer.from("x".repeat(1000));

describe("a body", () => {
  it.each([
    ["plain", text, {}],
    ["gzip", gzipSync(text), { "content-encoding": "gzip" }],
    ["deflate with zlib's header", deflateSync(text), { "content-encoding": "deflate" }],
    ["deflate without it", deflateRawSync(text), { "content-encoding": "deflate" }],
    ["identity", text, { "content-encoding": "identity" }],
  ])("is read: %s", async (_name, body, headers) => {
    expect(
      Buffer.from(await readBody(request(body, headers as Record<string, string>), 1000)).equals(text),
    ).toBe(true);
  });

  it("beyond the limit is refused while reading, without a length", async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(600)) });
    const chunked = incoming("http://localhost/", {
      method: "POST",
      body: endless,
      duplex: "half",
    } as RequestInit);
    await expect(readBody(chunked, 1000)).rejects.toMatchObject({ code: "body_too_large" });
  });

  it("beyond the limit after decompression is refused: a zip bomb", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    await expect(readBody(request(bomb, { "content-encoding": "gzip" }), 1_000_000)).rejects.toMatchObject({
      code: "body_too_large",
    });
  });

  it("with broken compression is the sender's fault", async () => {
    await expect(readBody(request(text, { "content-encoding": "gzip" }), 1000)).rejects.toMatchObject({
      code: "bad_request",
    });
  });

  it("with an unknown encoding says which are known", async () => {
    await expect(readBody(request(text, { "content-encoding": "zstd" }), 1000)).rejects.toMatchObject({
      code: "unsupported_media_type",
    });
  });

  it("that ends too early is the sender's affair, and no missing database", async () => {
    const broken = new ReadableStream({
      pull: (controller) => controller.error(Object.assign(new Error("aborted"), { code: "ECONNRESET" })),
    });
    const aborted = incoming("http://localhost/", {
      method: "POST",
      body: broken,
      duplex: "half",
    } as RequestInit);
    await expect(readBody(aborted, 1000)).rejects.toMatchObject({ code: "bad_request" });
  });

  it("compressed over and over is refused", async () => {
    const headers = { "content-encoding": "gzip, gzip, gzip" };
    await expect(readBody(request(text, headers), 1000)).rejects.toMatchObject({
      code: "unsupported_media_type",
    });
  });

  it("is refused while others take all the memory that there is for bodies, and taken again after them", async () => {
    const chunk = new Uint8Array(64 * 1024 ** 2);
    const held: (() => void)[] = [];
    const large = (key: string) =>
      readBody(
        incoming("http://localhost/", {
          method: "POST",
          headers: { authorization: `Bearer ${key}` },
          body: new ReadableStream({
            start: (controller) => {
              controller.enqueue(chunk);
              held.push(() => controller.close());
            },
          }),
          duplex: "half",
        } as RequestInit),
        100_000_000,
      ).then(
        (bytes) => bytes.length,
        (error: unknown) => (error as { code: string }).code,
      );
    const two = ["rk_one", "rk_one"].map(large);
    await new Promise((resolve) => setTimeout(resolve, 20));
    // One key has no more than half of it, however many it begins and never ends.
    expect(await large("rk_one")).toBe("unavailable");
    held.pop();
    const four = [...two, ...["rk_two", "rk_two"].map(large)];
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await large("rk_three")).toBe("unavailable");
    // What is read at once is always taken.
    expect((await readBody(request(text, { authorization: "Bearer rk_three" }), 1000)).length).toBe(1000);
    for (const end of held.slice(0, 4)) end();
    expect(await Promise.all(four)).toEqual(Array.from({ length: 4 }, () => chunk.length));
    const after = large("rk_one");
    held.at(-1)?.();
    expect(await after).toBe(chunk.length);
  });

  it("waits for its turn when many are decompressed at once, and each gets it", async () => {
    const bodies = Array.from({ length: 20 }, (_, i) =>
      readBody(request(i % 2 ? gzipSync(text) : text, { "content-encoding": "gzip" }), 1000).then(
        (bytes) => bytes.length,
        (error: unknown) => (error as { code: string }).code,
      ),
    );
    expect(await Promise.all(bodies)).toEqual(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? 1000 : "bad_request")),
    );
  });
});
