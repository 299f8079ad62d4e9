import type { CauseDimension } from "./sampled";

/** What may have caused a change, with what speaks for it in a sentence. */
export interface Candidate {
  dimension: CauseDimension;
  value: string;
  label: string;
  /** When it was seen first, as far as it is new; ISO. */
  firstSeenAt: string | null;
  sentence: string;
  /** The part of the change that it explains, 0 to 1, at 95 %; null: nothing is left to compare with. */
  explains: { part: number; low: number; high: number } | null;
  /**
   * How likely it is the cause, 0 to 1, the same scale for all: the part of the change that it explains, less where less speaks for it
   * (`BELIEF`).
   */
  score: number;
  /** How many interactions before and since: those of the same are of the same extent. */
  extent: string;
  /** Of a prompt version: how its text differs from the one before. */
  diff?: PromptChange;
}

/** How a prompt version's text differs from that of the version that it took the place of. The lines are content: not here. */
export interface PromptChange {
  /** Fingerprints, decimal. */
  from: string;
  to: string;
  fromLabel: string;
  added: number;
  removed: number;
}

/** How far the explained part is believed, by what speaks for it. */
export const BELIEF = {
  /** New as it began, and it differs from what is not of it; less the longer before or after it came. */
  newAndApart: (closeness: number): number => 0.85 + 0.15 * closeness,
  /** Other interactions came. */
  mix: 0.9,
  /** Not new, but more than before, and it differs. */
  grown: 0.9,
  /** It alone moved; why is not known. */
  moved: 0.8,
  /** New as it began, and of all interactions: nothing tells it from all else that began then. */
  everywhere: (closeness: number): number => 0.5 * closeness,
  /** One user's volume grew, whose interactions do not differ: a load may change what all get. */
  volume: 0.25,
} as const;

/** Less explains nothing. */
export const LEAST_PART = 0.1;
