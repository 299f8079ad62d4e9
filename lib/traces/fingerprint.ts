/** A prompt's fingerprint for people and URLs: PostgreSQL's signed bigint (as text) as 16 hex digits. */
export const formatFingerprint = (bigint: string): string =>
  BigInt.asUintN(64, BigInt(bigint)).toString(16).padStart(16, "0");

/** The other way; null when the text is no fingerprint. */
export const parseFingerprint = (text: string): string | null =>
  /^[0-9a-f]{16}$/i.test(text) ? BigInt.asIntN(64, BigInt(`0x${text}`)).toString() : null;
