/** Nanoseconds since the epoch -> ISO-8601 UTC with microseconds, as PostgreSQL stores it. Nanoseconds are cut, not rounded. */
export function isoOfNs(ns: bigint): string {
  const micros = ns / 1000n;
  const ms = Number(micros / 1000n);
  const rest = Number(micros % 1000n);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}

/** ISO time with up to nanoseconds -> nanoseconds since the epoch. Null: not a time. */
export function nsOfIso(iso: string): bigint | null {
  const match = /^(.*?)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:?\d\d)?$/i.exec(iso.trim());
  if (!match) return null;
  const ms = Date.parse(`${(match[1] ?? "").replace(" ", "T")}${match[3] ?? "Z"}`);
  if (Number.isNaN(ms)) return null;
  return BigInt(ms) * 1_000_000n + BigInt((match[2] ?? "").padEnd(9, "0"));
}

/** Later than any clock is wrong, and what a time column and a number of microseconds hold. */
export const MAX_TIME_MS = Date.parse("9999-12-31T00:00:00Z");
const MAX_TIME_NS = BigInt(MAX_TIME_MS) * 1_000_000n;

/** After 1970 and before the year 10000. */
export const isTimeOfOurs = (ns: bigint): boolean => ns > 0n && ns < MAX_TIME_NS;

export const dayOfIso = (iso: string): string => iso.slice(0, 10);
