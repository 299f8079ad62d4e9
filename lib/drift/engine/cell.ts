import type { Histogram } from "@/lib/stats/histogram";

/** Length of live cells in milliseconds: short enough that a change at 500 interactions an hour is known within the hour. */
export const CELL_MS = 300_000;

export const HOUR_MS = 3_600_000;

/** An interval of time that begins at `at` (milliseconds since the epoch); at most an hour. */
interface Interval {
  at: number;
  lengthMs: number;
}

/** `hits` of `n` interactions. */
export interface ShareCell extends Interval {
  n: number;
  hits: number;
}

export interface DistributionCell extends Interval {
  histogram: Histogram;
}

/** Number, sum and sum of squares of values. */
export interface MeanCell extends Interval {
  n: number;
  sum: number;
  squares: number;
}

/** How often each category came. */
export interface MixCell extends Interval {
  counts: Readonly<Record<string, number>>;
}

export type Cell = ShareCell | DistributionCell | MeanCell | MixCell;

/** What is watched: how cells are to be read, and which way a change is worth telling. */
export interface Signal {
  kind: "share" | "distribution" | "mean" | "mix";
  direction: "up" | "down" | "both";
}
