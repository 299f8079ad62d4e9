/** What one span, or one addition, carries: names of bodies in a {@link BodySet}; null: nothing. */
export interface BodyIds {
  resource: string | null;
  /** Keys of what was sent; where `sent` is null, what has no place of its own. */
  attributes: string | null;
  /** The span as it was sent: text of lib/sent. */
  sent: string | null;
  metadata: string | null;
  settings: string | null;
  system: string | null;
  input: string | null;
  result: string | null;
  error: string | null;
  /** Messages that were sent to the model, in order. */
  context: string[] | null;
  output: string[] | null;
  documents: DocumentId[] | null;
}

export interface DocumentId {
  id: string;
  score: number | null;
}

/** Parts that are one body each, by the letter under which a stored record names them. */
export const SINGLE_PARTS = {
  resource: "r",
  attributes: "a",
  sent: "t",
  metadata: "m",
  settings: "g",
  system: "s",
  input: "i",
  result: "o",
  error: "e",
} as const;
export type SinglePart = keyof typeof SINGLE_PARTS;

/** Lists of messages, likewise. */
export const MESSAGE_PARTS = { context: "c", output: "p" } as const;
export type MessagesPart = keyof typeof MESSAGE_PARTS;

export type Part = SinglePart | MessagesPart | "documents";

/** Parts as they are asked for: of a list of messages sometimes only the last. */
export type WantedPart = Part | "context:last" | "output:last";

/** What a span says, and what decodes the span as it was sent. */
export const CONTENT_PARTS: readonly Part[] = [
  "settings",
  "system",
  "input",
  "result",
  "error",
  "context",
  "output",
  "documents",
];
/** The span as it was sent, with {@link CONTENT_PARTS}. */
export const RAW_PARTS: readonly Part[] = ["resource", "attributes", "sent", "metadata"];
export const ALL_PARTS: readonly Part[] = [...CONTENT_PARTS, ...RAW_PARTS];

export const NO_BODIES: BodyIds = {
  resource: null,
  attributes: null,
  sent: null,
  metadata: null,
  settings: null,
  system: null,
  input: null,
  result: null,
  error: null,
  context: null,
  output: null,
  documents: null,
};

/** Bits of `spans.carries`: what can be asked of a row without opening its bodies. */
export const CARRIES = {
  system: 1,
  context: 2,
  input: 4,
  output: 8,
  result: 16,
  documents: 32,
  settings: 64,
  metadata: 128,
  error: 256,
} as const;

export function carriesOf(ids: BodyIds): number {
  let bits = 0;
  for (const part of Object.keys(CARRIES) as (keyof typeof CARRIES)[])
    if (ids[part] !== null) bits |= CARRIES[part];
  return bits;
}
