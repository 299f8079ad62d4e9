import { createHash, randomBytes } from "node:crypto";

/**
 * API keys: `rk_` and 32 random bytes in base62. Only the SHA-256 is stored: a key of 256 random bits cannot be guessed,
 * so a slow hash would cost every request and protect nothing.
 */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const KEY_BYTES = 32;
/** The most digits that 32 bytes can need: log(2^256) / log(62). */
const KEY_DIGITS = 43;
const PREFIX_LENGTH = 10;

export interface NewApiKey {
  /** Shown once to the person who asked for it, never stored. */
  key: string;
  /** The first characters, by which people tell their keys apart. */
  prefix: string;
  hash: Buffer;
}

export function makeApiKey(): NewApiKey {
  return describeApiKey(`rk_${base62(randomBytes(KEY_BYTES))}`);
}

/** What is stored of a key, also of one that somebody chose (the setting RECOUNT_API_KEY). */
export function describeApiKey(key: string): NewApiKey {
  return { key, prefix: key.slice(0, PREFIX_LENGTH), hash: hashApiKey(key) };
}

export function hashApiKey(key: string): Buffer {
  return createHash("sha256").update(key, "utf8").digest();
}

function base62(bytes: Buffer): string {
  let rest = BigInt(`0x${bytes.toString("hex")}`);
  let digits = "";
  for (; rest > 0n; rest /= 62n) digits = ALPHABET[Number(rest % 62n)] + digits;
  return digits.padStart(KEY_DIGITS, "0");
}
