import type { Tx } from "@/db/client";
import { COARSE, FINE } from "@/lib/signals/make-cells";

import type { Cell, Signal } from "./engine/cell";
import { fitModel, type NotEnoughData } from "./engine/fit-model";
import type { Model } from "./engine/model";
import { type CellRange, readCells, type StoredCell } from "./read-cells";
import { cellOf, type Population } from "./series";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Hours of the baseline, and of them the last ones in five minutes. */
const PAST_MS = 56 * DAY_MS;
const FINE_MS = 11 * DAY_MS;
/** What is newest is no baseline, or a slow change became its own: three days, or a quarter of a history that is shorter. */
const NEWEST_MS = 3 * DAY_MS;
const NEWEST_SHARE = 0.25;

/** A population's history, read once for all its signals. */
export interface History {
  coarse: readonly StoredCell[];
  fine: readonly StoredCell[];
  nowMs: number;
}

export async function readHistory(
  tx: Tx,
  projectId: number,
  population: Population,
  nowMs: number,
): Promise<History> {
  const coarse = await readCells(tx, projectId, population, COARSE, { fromMs: nowMs - PAST_MS, toMs: nowMs });
  const fine = await readCells(tx, projectId, population, FINE, { fromMs: nowMs - FINE_MS, toMs: nowMs });
  return { coarse, fine, nowMs };
}

export interface Baseline {
  /** The baseline is this period; null: what is usual. */
  pinned: CellRange | null;
  /** Times that are no part of it: of findings. */
  without: readonly CellRange[];
}

/** What is usual of a signal, by its history. */
export function fitSeries(
  signal: Signal,
  name: string,
  { coarse, fine, nowMs }: History,
  { pinned, without }: Baseline,
): Model | NotEnoughData {
  const firstMs = (coarse[0] ?? fine[0])?.at ?? nowMs;
  const newest = Math.min(NEWEST_MS, (nowMs - firstMs) * NEWEST_SHARE);
  const range = pinned ?? { fromMs: firstMs, toMs: nowMs - newest };
  // Five minutes from the first whole hour on that has them; hours before.
  const fineFrom = Math.ceil((fine[0]?.at ?? Infinity) / HOUR_MS) * HOUR_MS;
  const cells = [...coarse.filter(({ at }) => at < fineFrom), ...fine.filter(({ at }) => at >= fineFrom)];
  return fitModel(
    signal,
    cells.flatMap((cell) => usable(cell, name, signal.kind, range, without)),
  );
}

function usable(
  { at, lengthMs, statistics }: StoredCell,
  name: string,
  kind: Signal["kind"],
  { fromMs, toMs }: CellRange,
  without: readonly CellRange[],
): Cell[] {
  const statistic = statistics[name];
  if (statistic?.kind !== kind || at < fromMs || at + lengthMs > toMs) return [];
  return without.some((one) => at < one.toMs && at + lengthMs > one.fromMs)
    ? []
    : [cellOf(statistic, at, lengthMs)];
}
