import type { Figures, OfferingPage } from "./dimension";
import { DIMENSIONS } from "./dimensions";
import { DIMENSION_NAMES, dimensionOf, type DimensionName } from "./filter-params";

type Entries = typeof DIMENSIONS;

/** Dimensions that metrics are filtered and grouped by. */
export type MetricDimension = {
  [N in DimensionName]: Entries[N] extends { figures: { metrics: true } } ? N : never;
}[DimensionName];

type With<Said> = {
  [N in DimensionName]: Entries[N] extends { figures: Said } ? N : never;
}[DimensionName] &
  MetricDimension;

/** By what a page tells figures apart and narrows them. */
export type OfferedOn<P extends OfferingPage> = With<{ offered: Record<P, number> }>;
/** Of what charts mark new values. */
export type MarkedDimension = With<{ marked: string }>;
/** What budgets are narrowed to. */
export type BudgetDimension = With<{ budgets: true }>;

/** Columns of `dimensions`: what roll-ups are told apart by. */
export type RollupColumn = {
  [N in DimensionName]: Entries[N] extends { figures: { rolledUp: infer C } } ? C : never;
}[DimensionName];

export const figuresOf = (name: DimensionName): Figures => dimensionOf(name).figures ?? {};

export const METRIC_DIMENSIONS = DIMENSION_NAMES.filter(
  (name) => figuresOf(name).metrics === true,
) as MetricDimension[];

/** In the order in which the page offers them. */
export function offeredOn<P extends OfferingPage>(page: P): OfferedOn<P>[] {
  const place = (name: DimensionName): number => figuresOf(name).offered?.[page] ?? 0;
  return DIMENSION_NAMES.filter((name) => place(name) > 0).sort(
    (a, b) => place(a) - place(b),
  ) as OfferedOn<P>[];
}

export const MARKED_DIMENSIONS = DIMENSION_NAMES.filter(
  (name) => figuresOf(name).marked !== undefined,
) as MarkedDimension[];

export const BUDGET_DIMENSIONS = DIMENSION_NAMES.filter(
  (name) => figuresOf(name).budgets === true,
) as BudgetDimension[];

/** In the order in which an id is made of them: a new one comes last. */
export const ROLLUP_COLUMNS = [
  ...new Set(DIMENSION_NAMES.flatMap((name) => figuresOf(name).rolledUp ?? [])),
] as RollupColumn[];

/** The dimensions that a column holds: a name is a step's or a tool's. */
export const namesIn = (column: RollupColumn): DimensionName[] =>
  DIMENSION_NAMES.filter((name) => figuresOf(name).rolledUp === column);

/** A column that holds prompt versions holds their fingerprints, which are numbers. */
export const typeOf = (column: RollupColumn): "bigint" | "text" =>
  namesIn(column).some((name) => dimensionOf(name).filter?.stored === "fingerprint") ? "bigint" : "text";

/** Which rows a figure is made of: interactions (`traces`), steps and calls (`calls`), or users' shares (`usage`). */
export type Source = "traces" | "calls" | "usage";

/** What a dimension is over a row of a source; undefined: the source does not know it. */
export function valueIn(source: Source, name: DimensionName): string | undefined {
  const { calls, interactions, usage } = figuresOf(name);
  return { calls, traces: interactions, usage }[source];
}

/** Where a figure's traces are found: a filter's dimension; null: no filter finds them. */
export function filterFor(source: "traces" | "calls", name: DimensionName): DimensionName | null {
  const { filter, figures } = dimensionOf(name);
  const found = figures?.foundBy?.[source === "calls" ? "calls" : "interactions"];
  if (found !== undefined) return found as DimensionName | null;
  return filter !== undefined && (valueIn(source, name) ?? figures?.several) !== undefined ? name : null;
}

/**
 * Combinations of columns that are kept beside the widest, which holds all of a source's, under the number of their place: a
 * question is answered by the last that holds all of its dimensions. New ones come last, as the rows say their numbers.
 */
export const NARROW_SETS: Record<"calls" | "traces", readonly (readonly RollupColumn[])[]> = {
  calls: [
    ["environment", "kind", "feature", "provider", "model"],
    ["environment", "kind", "feature", "name"],
    ["environment", "kind", "feature", "fingerprint"],
    ["environment", "kind", "provider", "failure"],
    ["environment", "kind", "provider", "model"],
    ["environment", "kind", "feature"],
    ["environment", "kind", "release"],
    ["environment", "kind"],
  ],
  traces: [
    ["environment", "feature", "provider", "model"],
    ["environment", "feature", "fingerprint"],
    ["environment", "feature", "failure"],
    ["environment", "provider", "model"],
    ["environment", "feature"],
    ["environment", "release"],
    ["environment"],
  ],
};
