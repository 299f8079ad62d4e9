import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsInteger,
  parseAsStringLiteral,
} from "nuqs/server";

import { shellParams } from "@/components/shell/search-params";
import { anyOf } from "@/components/trace-list/search-params";
import { MEASURES } from "@/lib/latency/measure";
import { QUANTILES } from "@/lib/latency/observed";
import { FAILURE_GROUPS, LATENCY_DIMENSIONS, type LatencyDimension } from "@/lib/latency/scope";

/** What the page itself narrows; the environment is chosen in the header. */
export type Filtered = Exclude<LatencyDimension, "environment">;
export const FILTERED = LATENCY_DIMENSIONS.filter((word): word is Filtered => word !== "environment");

/** What the page's address says besides range and environment. */
export const latencyParams = {
  measure: parseAsStringLiteral(MEASURES).withDefault("interaction_latency"),
  /** One line and one row a value; absent: all together. */
  group: parseAsStringLiteral(LATENCY_DIMENSIONS),
  /** Which quantile the lines of a group show. */
  q: parseAsStringLiteral(QUANTILES).withDefault("p95"),
  ...(Object.fromEntries(FILTERED.map((word) => [word, anyOf])) as Record<Filtered, typeof anyOf>),
  /** What failures are told apart by. */
  failures: parseAsStringLiteral(FAILURE_GROUPS).withDefault("provider"),
  /** The objective whose budget is drawn. */
  objective: parseAsInteger,
};

/** A box of the heatmap: two moments in milliseconds since the epoch and two latencies in milliseconds. */
export interface BoxChoice {
  from: number;
  to: number;
  overMs: number;
  upToMs: number;
}

const NUMBER = /^\d+(\.\d+)?$/;

/** `?box=1763737200000~1763740800000~812.4~5210`: changed in the browser alone, its answer is fetched. */
export const boxParams = {
  box: createParser<BoxChoice>({
    parse: (text) => {
      const parts = text.split("~");
      if (parts.length !== 4 || !parts.every((part) => NUMBER.test(part))) return null;
      const [from, to, overMs, upToMs] = parts.map(Number) as [number, number, number, number];
      const known = from < to && to <= 8.64e15 && overMs < upToMs && upToMs <= 1e12;
      return known ? { from, to, overMs, upToMs } : null;
    },
    serialize: ({ from, to, overMs, upToMs }) => [from, to, overMs, upToMs].join("~"),
    eq: (a, b) => a.from === b.from && a.to === b.to && a.overMs === b.overMs && a.upToMs === b.upToMs,
  }),
};

/** How the table is sorted; `-p95`: largest first. */
const SORT_COLUMNS = ["value", "count", ...QUANTILES, "change"] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];
export interface Sort {
  column: SortColumn;
  down: boolean;
}
export const sortParams = {
  sort: createParser<Sort>({
    parse: (text) => {
      const column = SORT_COLUMNS.find((one) => one === text.replace(/^-/, ""));
      return column ? { column, down: text.startsWith("-") } : null;
    },
    serialize: ({ column, down }) => `${down ? "-" : ""}${column}`,
    eq: (a, b) => a.column === b.column && a.down === b.down,
  }).withDefault({ column: "count", down: true }),
};

const allParams = { ...shellParams, ...latencyParams };
export type LatencyView = inferParserType<typeof allParams>;
export const loadLatencyView = createLoader(allParams);
/** The address without the box and the sorting: what decides which figures are read. */
export const serializeLatencyView = createSerializer(allParams);
export const serializeBox = createSerializer({ ...allParams, ...boxParams });
export const loadBox = createLoader(boxParams);
