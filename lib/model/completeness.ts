/** Bits of `spans.parts`: what a span carries. Completeness of a trace is derived from them. */
export const COMPLETENESS = {
  system: 1,
  input: 2,
  output: 4,
  documents: 8,
  /** A tool's result, or the error it ended with. */
  toolResult: 16,
  /** The call asked for tools. */
  toolCalls: 32,
  tokens: 64,
  cost: 128,
} as const;

export const has = (parts: number, part: keyof typeof COMPLETENESS): boolean =>
  (parts & COMPLETENESS[part]) !== 0;
