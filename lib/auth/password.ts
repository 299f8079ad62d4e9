import { randomBytes, timingSafeEqual } from "node:crypto";

import { scryptInTurn } from "./password-work";

/**
 * Passwords are kept as scrypt hashes. The parameters stand in the string (`scrypt$N$r$p$salt$hash`), so that they can
 * be raised later while older hashes still verify. N = 2^17, r = 8, p = 1 is OWASP's first choice: 128 MiB and about
 * 0.3 s a guess.
 */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** @returns the string to store; every call takes a new salt. @throws Failure unavailable (too many at once), as below too */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, HASH_BYTES, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/**
 * Whether this password made the stored string. Without one (no such account, or one that signs in elsewhere) the answer
 * is no and takes as long, so that the time does not tell which accounts exist.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [scheme, N, r, p, salt = "", hash = ""] = (stored ?? "").split("$");
  if (scheme !== "scrypt") {
    await derive(password, Buffer.alloc(SALT_BYTES), HASH_BYTES, COST);
    return false;
  }
  const expected = Buffer.from(hash, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"), expected.length, {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return expected.length > 0 && timingSafeEqual(actual, expected);
}

/** Two keyboards may write one letter with different code points (é): NFKC makes them the same password. */
function derive(
  password: string,
  salt: Buffer,
  length: number,
  cost: { N: number; r: number; p: number },
): Promise<Buffer> {
  const options = { ...cost, maxmem: 256 * cost.N * cost.r };
  return scryptInTurn({ password: password.normalize("NFKC"), salt, length, options });
}
