import { expect, it } from "vitest";
import { hashPassword, verifyPassword } from "./password";

it("a password verifies against its own hash and no other does", async () => {
  const stored = await hashPassword("correct horse");
  expect(stored).toMatch(/^scrypt\$131072\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  expect(await verifyPassword("correct horse", stored)).toBe(true);
  expect(await verifyPassword("correct horse ", stored)).toBe(false);
});

it("the same password never hashes to the same string", async () => {
  expect(await hashPassword("again")).not.toBe(await hashPassword("again"));
});

it("a hash made with other parameters still verifies", async () => {
  // RFC 7914, section 12: N = 1024, r = 8, p = 16.
  const hash = Buffer.from(
    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    "hex",
  ).toString("base64url");
  const salt = Buffer.from("NaCl").toString("base64url");
  expect(await verifyPassword("password", `scrypt$1024$8$16$${salt}$${hash}`)).toBe(true);
});

it("an account without a password refuses every password", async () => {
  expect(await verifyPassword("", null)).toBe(false);
  expect(await verifyPassword("anything", "")).toBe(false);
  expect(await verifyPassword("", "scrypt$131072$8$1$$")).toBe(false);
});

it("composed and decomposed letters are the same password", async () => {
  expect(await verifyPassword("caf\u00e9", await hashPassword("cafe\u0301"))).toBe(true);
});
