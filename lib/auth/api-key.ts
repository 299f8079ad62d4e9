import { createHash, randomBytes } from "node:crypto";

/**
 * API keys: `rk_` and 32 random bytes in base62. Only the SHA-256 is stored: a key of 256 random bits cannot be guessed,
 * so a slow hash would cost every request and protect nothing.
 */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const KEY_BYTES = 32;
/** The most digits that 32 bytes can need: log(2^256) / log(62). */
const KEY_DIGITS = 43;
const MARK = "rk_";
/** Random letters and digits of 128 bits. */
const FULL_LENGTH = 22;
/** Enough to tell a project's keys apart; of the 43 random digits 39 stay secret. */
const SHOWN_LENGTH = 4;

export interface NewApiKey {
  /** Shown once to the person who asked for it, never stored. */
  key: string;
  /** The first characters, by which people tell their keys apart. */
  prefix: string;
  hash: Buffer;
}

export function makeApiKey(): NewApiKey {
  return describeApiKey(`${MARK}${base62(randomBytes(KEY_BYTES))}`);
}

/** What is stored of a key, also of one that somebody chose (the setting RECOUNT_API_KEY): of a short one not even its beginning. */
export function describeApiKey(key: string): NewApiKey {
  const shown = isFullLength(key) ? SHOWN_LENGTH : 0;
  const mark = key.startsWith(MARK) ? MARK : "";
  return { key, prefix: key.slice(0, mark.length + shown), hash: hashApiKey(key) };
}

/** Whether a key can have 128 random bits, which nobody guesses from a copy of its hash. */
export const isFullLength = (key: string): boolean =>
  key.length - (key.startsWith(MARK) ? MARK.length : 0) >= FULL_LENGTH;

export function hashApiKey(key: string): Buffer {
  return createHash("sha256").update(key, "utf8").digest();
}

function base62(bytes: Buffer): string {
  let rest = BigInt(`0x${bytes.toString("hex")}`);
  let digits = "";
  for (; rest > 0n; rest /= 62n) digits = ALPHABET[Number(rest % 62n)] + digits;
  return digits.padStart(KEY_DIGITS, "0");
}
