import type { Sql, Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import type { ProjectRef } from "@/lib/context";

import { add, measure, type Statistics } from "./cell";
import { readInteractions, type Window } from "./read-interactions";
import { readJudgements } from "./read-judgements";
import { segmentsOf } from "./segments";

/** Seconds. */
export const FINE = 300;
export const COARSE = 3600;

interface Cell {
  feature: string;
  environment: string;
  dimension: string;
  value: string;
  interactions: number;
  measured: number;
  statistics: Statistics;
  only: Record<string, string> | null;
}

/**
 * Makes the cells of one stretch of time anew from what is stored.
 * @param sql connected as recount_worker
 */
export async function makeCells(
  sql: Sql,
  project: ProjectRef,
  window: Window,
  tier: typeof FINE | typeof COARSE,
): Promise<void> {
  const cells = new Map<string, Cell>();
  for (const { feature, environment, count, interactions } of await readInteractions(sql, project, window)) {
    const { only, segments } = segmentsOf(interactions);
    const whole = { dimension: "", value: "", interactions };
    for (const { dimension, value, interactions: own } of [whole, ...segments])
      cells.set(JSON.stringify([feature, environment, dimension, value]), {
        feature,
        environment,
        dimension,
        value,
        interactions: Math.round((count * own.length) / interactions.length),
        measured: own.length,
        statistics: measure(own),
        only: dimension === "" ? only : null,
      });
  }
  for (const { feature, environment, statistics } of await readJudgements(sql, project, window)) {
    const key = JSON.stringify([feature, environment, "", ""]);
    const cell = cells.get(key);
    const empty = {
      feature,
      environment,
      dimension: "",
      value: "",
      interactions: 0,
      measured: 0,
      only: null,
    };
    cells.set(
      key,
      cell ? { ...cell, statistics: add(cell.statistics, statistics) } : { ...empty, statistics },
    );
  }
  await inProject(sql, project.id, async (tx) => {
    await tx`
      delete from signal_cells
      where project_id = ${project.id} and tier = ${tier} and bucket >= ${new Date(window.fromMs)} and bucket < ${new Date(window.toMs)}`;
    await insertCells(tx, project.id, tier, window.fromMs, [...cells.values()]);
  });
}

/** The hour's cells from those of its twelve parts. */
export async function addUpHour(sql: Sql, projectId: number, hourMs: number): Promise<void> {
  const from = new Date(hourMs);
  const to = new Date(hourMs + COARSE * 1000);
  await inProject(sql, projectId, async (tx) => {
    const parts = await tx<(Cell & { bucket: string })[]>`
      select feature, environment, dimension, value, interactions, measured, statistics, only_values as "only"
      from signal_cells
      where project_id = ${projectId} and tier = ${FINE} and bucket >= ${from} and bucket < ${to}
      order by bucket`;
    await tx`
      delete from signal_cells where project_id = ${projectId} and tier = ${COARSE} and bucket = ${from}`;
    await insertCells(tx, projectId, COARSE, hourMs, joinCells(parts));
  });
}

/** Where a dimension had one value in some parts and several in others, the whole of the former is a part of that segment. */
export function joinCells(parts: readonly Cell[]): Cell[] {
  const wholes = parts.filter(({ dimension }) => dimension === "");
  const divided = new Set(
    parts.map(({ feature, environment, dimension }) => JSON.stringify([feature, environment, dimension])),
  );
  const valuesOf = new Map<string, Set<string>>();
  for (const { feature, environment, only } of wholes)
    for (const [dimension, value] of Object.entries(only ?? {})) {
      const key = JSON.stringify([feature, environment, dimension]);
      valuesOf.set(key, (valuesOf.get(key) ?? new Set()).add(value));
    }
  const isDivided = (feature: string, environment: string, dimension: string): boolean => {
    const key = JSON.stringify([feature, environment, dimension]);
    return divided.has(key) || (valuesOf.get(key)?.size ?? 0) > 1;
  };
  const joined = new Map<string, Cell>();
  const take = (cell: Cell): void => {
    const key = JSON.stringify([cell.feature, cell.environment, cell.dimension, cell.value]);
    const mine = joined.get(key);
    joined.set(
      key,
      mine
        ? {
            ...mine,
            interactions: mine.interactions + cell.interactions,
            measured: mine.measured + cell.measured,
            statistics: add(mine.statistics, cell.statistics),
            only: mine.only && { ...mine.only, ...cell.only },
          }
        : cell,
    );
  };
  for (const cell of parts) {
    const only = Object.entries(cell.only ?? {});
    const { feature, environment } = cell;
    const same = only.filter(([dimension]) => !isDivided(feature, environment, dimension));
    take({ ...cell, only: cell.dimension === "" ? Object.fromEntries(same) : null });
    for (const [dimension, value] of only)
      if (isDivided(feature, environment, dimension)) take({ ...cell, dimension, value, only: null });
  }
  return [...joined.values()];
}

async function insertCells(
  tx: Tx,
  projectId: number,
  tier: number,
  bucketMs: number,
  cells: readonly Cell[],
): Promise<void> {
  if (cells.length === 0) return;
  await tx`
    insert into signal_cells (project_id, tier, bucket, feature, environment, dimension, value, interactions, measured, statistics,
      only_values)
    select ${projectId}::int, ${tier}::smallint, ${new Date(bucketMs)}::timestamptz, feature, environment, dimension, value, interactions,
      measured, statistics, nullif("only", '{}'::jsonb)
    from jsonb_to_recordset(${JSON.stringify(cells)}::text::jsonb) as c (feature text, environment text, dimension text, value text,
      interactions bigint, measured bigint, statistics jsonb, "only" jsonb)
    order by feature, environment, dimension, value`;
}
