import { look, scores } from "./bets";
import { HOUR_MS } from "./cell";
import type { Observation } from "./component";
import type { ComponentModel } from "./model";
import { startComponent } from "./state";

export interface ReplayCell {
  cell: { at: number; lengthMs: number };
  seen: Observation;
  /** What is expected of it without it. */
  expected: number;
}

/**
 * The baseline watched by its own model: the highest evidence, and for each shift by how much its likelihood ratio exceeds a
 * mean of 1 over the cells (nats), which is taken off each cell from then on.
 */
export function replay(
  model: ComponentModel,
  cells: readonly ReplayCell[],
): { most: number; penalty: number[] } {
  const sums = model.shifts.map(() => 0);
  let filled = 0;
  watch(model, cells, () => {
    for (let shift = 0; shift < sums.length; shift++)
      sums[shift] = (sums[shift] as number) + Math.exp(scores[shift] as number);
    filled++;
  });
  const penalty = sums.map((sum) => (filled === 0 ? 0 : Math.max(0, Math.log(sum / filled))));
  let most = 0;
  watch({ ...model, penalty }, cells, (evidence) => (most = Math.max(most, evidence)));
  return { most, penalty };
}

function watch(model: ComponentModel, cells: readonly ReplayCell[], then: (evidence: number) => void): void {
  let until = cells[0]?.cell.at ?? 0;
  const state = startComponent(model, until);
  for (const { cell, seen, expected } of cells) {
    if (seen.n === 0) continue;
    const end = cell.at + cell.lengthMs;
    const hours = cell.lengthMs / HOUR_MS;
    then(look(model, state, { seen, expected, hours, elapsed: (end - until) / HOUR_MS, end, weight: 1 }));
    until = end;
  }
}
