import type { Interaction } from "./interaction";

/** What a signal's figures are of. */
export type Unit = "share" | "ns" | "nano_usd" | "tokens" | "characters" | "count" | "score" | "milliseconds";

interface Told {
  /** Its public name; of parts, before the colon. */
  name: string;
  label: string;
  unit: Unit;
  /** Which way it may move before anybody is told. */
  direction: "up" | "down" | "both";
  /** What a person reads when it moved: "more interactions fail". */
  words: { up: string; down: string };
  /** It is made of what was said, so it is counted of those interactions only whose texts are read. */
  reads?: "texts";
}

type Said<T> = T | null | readonly T[];

/**
 * A figure of a feature that should stay as it is. What is counted is a function of an interaction: null says nothing, a list counts
 * each of its items. Registering one is adding it to `registry.ts`.
 * - share: yes or no, of so many
 * - distribution: a positive number; its quantiles and level are watched
 * - mean: a number
 * - mix: a category; the shares of all are watched
 */
export type Signal = Told &
  (
    | { kind: "share"; of: (interaction: Interaction) => Said<boolean> }
    | { kind: "distribution"; of: (interaction: Interaction) => Said<number> }
    | { kind: "mean"; of: (interaction: Interaction) => Said<number> }
    | { kind: "mix"; of: (interaction: Interaction) => Said<string> }
  );
