/** A comment as pages show it. */
export interface Comment {
  id: string;
  /** 16 hex digits; null: it is about the trace as a whole. */
  spanId: string | null;
  /** The passage it is about, kept as it was read; null: none. */
  quote: Quote | null;
  /** Markdown. */
  text: string;
  author: string;
  /** Who asks has written it. */
  isOwn: boolean;
  at: string;
  edited: { by: string; at: string } | null;
  resolved: { by: string; at: string } | null;
  /** Names of those whom it tells. */
  told: string[];
}

export interface Quote {
  text: string;
  /** What stood before it: which of several places it is. */
  before: string;
}

/** Somebody who can be mentioned. */
export interface Person {
  id: number;
  /** How a comment names them, after the @. */
  handle: string;
}
