/** The closed list of failures: the status tells a client whether to retry. Turned into HTTP in lib/http/respond.ts only. */
export const FAILURES = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type FailureCode = keyof typeof FAILURES;

export interface FailureDetail {
  path: string;
  message: string;
}

/** Sentences that were put together of others, each ended once. Dots of an ellipsis or a path stay. */
export const oneStop = (text: string): string => text.replace(/(?<=[^.\s][.!?])(?<!\.\.)\.(?=\s|$)/g, "");

/** A failure that a caller can do something about: thrown by the domain, answered at the edge. */
export class Failure extends Error {
  readonly status: number;
  readonly details: FailureDetail[];
  readonly retryAfterSeconds: number | null;
  /** The body that could not be read, for the quarantine; never part of an answer or a log. */
  declare readonly evidence: Uint8Array | null;

  /**
   * @param code stable, from the closed list
   * @param message says what happened and what to do, in a sentence that may be shown to the sender
   */
  constructor(
    readonly code: FailureCode,
    message: string,
    options: {
      cause?: unknown;
      details?: FailureDetail[];
      retryAfterSeconds?: number;
      evidence?: Uint8Array;
    } = {},
  ) {
    super(oneStop(message), { cause: options.cause });
    this.name = "Failure";
    this.status = FAILURES[code];
    this.details = (options.details ?? []).map(({ path, message: why }) => ({ path, message: oneStop(why) }));
    this.retryAfterSeconds = options.retryAfterSeconds ?? (code === "unavailable" ? 2 : null);
    // Not enumerable: loggers print what they find on an error.
    Object.defineProperty(this, "evidence", { value: options.evidence ?? null, enumerable: false });
  }
}
