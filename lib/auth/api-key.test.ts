import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { describeApiKey, hashApiKey, makeApiKey } from "./api-key";

it("a key is rk_ and 43 letters and digits, and no two are alike", () => {
  const keys = Array.from({ length: 200 }, () => makeApiKey().key);
  for (const key of keys) expect(key).toMatch(/^rk_[0-9A-Za-z]{43}$/);
  expect(new Set(keys).size).toBe(200);
});

it("what is stored is the prefix and the SHA-256, not the key", () => {
  const made = makeApiKey();
  expect(made.prefix).toBe(made.key.slice(0, 7));
  expect(made.hash).toEqual(createHash("sha256").update(made.key).digest());
  expect(hashApiKey(made.key)).toEqual(made.hash);
});

it.each([
  ["rk_1234567890123456", "rk_"],
  ["rk_123456789012345678901", "rk_"],
  ["rk_1234567890123456789012", "rk_1234"],
  ["123456789012345678901", ""],
])("of %s is shown %j: nothing of one that is too short to spare it", (key, prefix) =>
  expect(describeApiKey(key).prefix).toBe(prefix),
);

it("a key that somebody chose is stored the same way", () => {
  expect(describeApiKey("sk-lf-chosen-by-somebody")).toEqual({
    key: "sk-lf-chosen-by-somebody",
    prefix: "sk-l",
    hash: hashApiKey("sk-lf-chosen-by-somebody"),
  });
});
