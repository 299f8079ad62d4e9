/** Bits of `spans.derived_attempt`: how a call stands to those that were tried before and after it. Null: the only attempt. */
export const ATTEMPT = {
  /** It does once more what an earlier one was to do. */
  repeats: 1,
  /** A later one does it once more. */
  replaced: 2,
  /** It repeats an earlier one on another model or with another provider. */
  fallback: 4,
} as const;

export type AttemptName = keyof typeof ATTEMPT;

export const attemptNames = (bits: number | null): AttemptName[] =>
  (Object.keys(ATTEMPT) as AttemptName[]).filter((name) => ((bits ?? 0) & ATTEMPT[name]) !== 0);
