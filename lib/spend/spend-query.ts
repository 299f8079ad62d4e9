import {
  type MetricDimension,
  offeredOn,
  type OfferedOn,
  type Source,
  valueIn,
} from "@/lib/model/figure-dimensions";

/** What cost is told apart by, in the order in which it is offered. */
export const SPEND_GROUPS = offeredOn("spend");
export type SpendGroup = OfferedOn<"spend">;

export type SpendFilters = Partial<Record<SpendGroup, readonly string[]>>;

/** Which calls: from a moment to another, of some features, models, … */
export interface SpendQuery {
  /** ISO times: `from` included, `to` not. */
  from: string;
  to: string;
  /** IANA name: hours, days and months begin by its clocks. */
  zone: string;
  filters: SpendFilters;
}

const used = (filters: SpendFilters): SpendGroup[] =>
  SPEND_GROUPS.filter((word) => (filters[word] ?? []).length > 0);

/** Whether users' shares are told apart by it: they are kept by hour, for every user. */
const isOfUsage = (name: SpendGroup): boolean => valueIn("usage", name) !== undefined;

/** Where interactions are counted; null: an interaction has several models and steps, so it belongs to none of these. */
export function interactionSource(filters: SpendFilters, group?: SpendGroup): Source | null {
  const words = group === undefined ? used(filters) : [...used(filters), group];
  if (!words.every(isOfUsage)) return null;
  return words.includes("user") ? "usage" : "traces";
}

/** Whether users' shares answer; else what users spend is read from the calls themselves. */
export const isUsage = (filters: SpendFilters): boolean => used(filters).every(isOfUsage);

/** Kinds of steps that cost. */
const MODEL_CALLS = ["llm", "embedding"] as const;

/** The filter of a question about model calls. */
export const ofModelCalls = (filters: SpendFilters): Partial<Record<MetricDimension, readonly string[]>> => ({
  ...filters,
  kind: MODEL_CALLS,
});

/** Where the cost of so filtered calls is read fastest: users' shares where a user is named, as roll-ups of calls know none. */
export const costSource = (filters: SpendFilters) =>
  used(filters).includes("user") && isUsage(filters)
    ? ({ source: "usage", filters } as const)
    : ({ source: "calls", filters: ofModelCalls(filters) } as const);
