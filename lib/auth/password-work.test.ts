import { randomBytes, scryptSync } from "node:crypto";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { expect, it } from "vitest";

import { isPasswordWorkFull, scryptInTurn } from "./password-work";

const COST = { N: 2 ** 12, r: 8, p: 1, maxmem: 64 * 1024 ** 2 };
const work = (password: string) => ({ password, salt: Buffer.alloc(16), length: 32, options: COST });

it("gives what scrypt gives", async () => {
  expect(await scryptInTurn(work("a"))).toEqual(scryptSync("a", Buffer.alloc(16), 32, COST));
});

it("sixty at once: some are done in their turn, the rest are told to come back, and nothing else waits", async () => {
  const started = performance.now();
  const asked = Array.from({ length: 60 }, (_, n) => scryptInTurn(work(String(n))));
  const settled = Promise.allSettled(asked);
  expect(isPasswordWorkFull()).toBe(true);
  await promisify(zlib.gunzip)(zlib.gzipSync(randomBytes(1_000)));
  const compressedMs = performance.now() - started;
  const answers = await settled;
  const allMs = performance.now() - started;
  const done = answers.filter(({ status }) => status === "fulfilled").length;
  expect(done).toBe(25);
  for (const answer of answers)
    if (answer.status === "rejected")
      expect(answer.reason).toMatchObject({ code: "unavailable", retryAfterSeconds: 5 });
  expect(compressedMs).toBeLessThan(allMs / 2);
  expect(isPasswordWorkFull()).toBe(false);
});

it("what cannot be computed is told, and the next is computed", async () => {
  await expect(scryptInTurn({ ...work("a"), options: { N: 3 } })).rejects.toThrow();
  expect(await scryptInTurn(work("b"))).toHaveLength(32);
});
