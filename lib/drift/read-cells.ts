import type { Tx } from "@/db/client";
import type { Statistics } from "@/lib/signals/cell";

import type { Population } from "./series";

export interface StoredCell {
  /** Epoch milliseconds. */
  at: number;
  lengthMs: number;
  interactions: number;
  statistics: Statistics;
}

export interface CellRange {
  fromMs: number;
  toMs: number;
}

/**
 * A population's cells, in order of time. Where a dimension had one value only, the whole feature's cells are that segment's.
 * @param tier seconds
 */
export async function readCells(
  tx: Tx,
  projectId: number,
  { feature, environment, dimension, value }: Population,
  tier: 300 | 3600,
  { fromMs, toMs }: CellRange,
): Promise<StoredCell[]> {
  const rows = await tx<{ bucket: string; interactions: number; statistics: Statistics }[]>`
    select bucket, interactions::float8 as interactions, statistics
    from signal_cells
    where project_id = ${projectId} and tier = ${tier} and feature = ${feature} and environment = ${environment}
      and (dimension = ${dimension} and value = ${value}
        or ${dimension}::text <> '' and dimension = '' and only_values ->> ${dimension}::text = ${value})
      and bucket >= ${new Date(fromMs)} and bucket < ${new Date(toMs)}
    order by bucket`;
  return rows.map(({ bucket, ...row }) => ({ ...row, at: Date.parse(bucket), lengthMs: tier * 1000 }));
}
