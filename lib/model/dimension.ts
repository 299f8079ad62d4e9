import type { SpanKind } from "./kind";

/** What may be said of a dimension in a query, and what is looked for in the store. */
export interface Filter {
  /** Beside a chosen value, where that is not the dimension's own label. */
  label?: string;
  description: string;
  /**
   * text: any of several values; choice: the same of the dimension's `values`; either: one of its two `values`, of which the second
   * means true; yesNo: true or false; milliseconds, usd: at least (`min_…`) and at most (`max_…`) so much.
   */
  takes: "text" | "choice" | "either" | "yesNo" | "milliseconds" | "usd";
  /** Of `max_…`; `label` and `description` are of `min_…`. */
  most?: { label: string; description: string };
  /** What a trace is compared by. Without it: by its spans. */
  trace?: TraceTest;
  /** Traces with a span of these kinds (any, unless told) whose value is wanted; SQL over `spans`. */
  span?: { value: string; kinds?: readonly SpanKind[] };
  /** Traces that were judged so: a name of scores, alone or compared (`helpful<0.5`). */
  judged?: true;
  /** How a wanted value is stored: model names without their edition, prompt versions by their fingerprint. */
  stored?: "model" | "fingerprint";
}

export type TraceTest = (
  | { /** Column with one value. */ column: string }
  | { /** Column with several. */ list: string }
  | { /** Column of an amount. */ amount: string }
  | { /** Column that is true or false. */ flag: string }
  | { /** SQL that is true or false. */ is: string }
) & {
  /**
   * words: the index of `trace_words` knows it; list: that index has the column itself; own: it has an index of its own. Then
   * lists go through `find_traces`.
   */
  index?: "words" | "list" | "own";
};

/** Pages by what their figures are of. */
export type OfferingPage = "spend" | "latency" | "failures";

/** How figures are told apart. */
export interface Figures {
  /** SQL over a row of `spans`; absent: steps and calls do not know it. */
  calls?: string;
  /** SQL over a row of `traces`; absent: whole interactions do not know it. */
  interactions?: string;
  /** Column of `usage`, where '' is unknown. */
  usage?: string;
  /** Column of `dimensions`: kept in roll-ups. Absent: read from the rows themselves. */
  rolledUp?: string;
  /** Only steps of these kinds have a value. */
  kinds?: readonly SpanKind[];
  /** A figure told apart or narrowed by it is of steps, also where it could be of interactions. */
  ofSteps?: true;
  /** Metrics are filtered and grouped by it. */
  metrics?: true;
  /** Column of `traces` with several values: where interactions do not divide by it and are only compared. */
  several?: string;
  /** What is unusual of slow rows is looked for in it: it has few values, or as many as there are rows. */
  compared?: "few" | "many";
  /** Pages that tell figures apart and narrow them by it, and its place there among the others, from 1. */
  offered?: Partial<Record<OfferingPage, number>>;
  /** What its values consist of: by which dimension of the page of cost one of them is told apart. */
  into?: string;
  /** What a mark in charts says before a value that a feature's traffic had not known. */
  marked?: string;
  /** Budgets count the calls of one value: a column of the table `budgets`. */
  budgets?: true;
  /** Which filter finds the traces behind a figure. Absent: the dimension's own; null: none. */
  foundBy?: { calls?: string | null; interactions?: string | null };
}

/** What traces, calls and figures are told apart by, at every place where that is done. */
export interface Dimension {
  /** What people read. */
  label: string;
  /** All values that there are, and what people read for them. */
  values?: Readonly<Record<string, string>>;
  filter?: Filter;
  /** Its values are counted beside the list: few a trace, or as many as there are traces. `bar`: always in sight. */
  facet?: { values: "few" | "many"; bar?: true };
  /** A column of the list: field of a trace's summary, pixels. */
  column?: { field: string; width: number };
  figures?: Figures;
}
