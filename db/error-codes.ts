/** Codes of node, postgres.js and PostgreSQL that say: the server is away, starting, stopping, full or read-only. */
const UNAVAILABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "SERVER_SILENT",
  "EAGAIN",
  "ENOSPC",
  "EROFS",
  "57P01",
  "57P02",
  "57P03",
  "57014",
  "53000",
  "53100",
  "53200",
  "53300",
  "53400",
  "25006",
  "58030",
]);

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "";

/** The database is away or cannot take writes now: retrying later helps. */
export const isUnavailable = (error: unknown): boolean => {
  const code = codeOf(error);
  return UNAVAILABLE.has(code) || code.startsWith("08");
};

/** A statement took longer than it may. */
export const isCanceled = (error: unknown): boolean => codeOf(error) === "57014";

/** A full disk, or one that takes no writes: the next batch fares no better. */
export const isWithoutRoom = (error: unknown): boolean =>
  ["53100", "58030", "25006", "ENOSPC", "EROFS"].includes(codeOf(error));

/** Deadlock or serialisation failure: the same batch again, at once. */
export const isTransient = (error: unknown): boolean => ["40P01", "40001", "55P03"].includes(codeOf(error));

/** A row with this key is there already. */
export const isKeyTaken = (error: unknown): boolean => codeOf(error) === "23505";

/** The data is at fault: class 22 (data exception) or 23 (constraint), or a value that does not fit. */
export const isRefused = (error: unknown): boolean => /^(22|23|54)/.test(codeOf(error));
