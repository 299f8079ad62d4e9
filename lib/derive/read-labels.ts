import { LRUCache } from "lru-cache";

import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { LABELS, type Labels } from "@/lib/model/labels";

/** A row of `span_rows`, as far as its labels go. */
export interface Labelled {
  projectId: number;
  shardKey: number;
  /** Decimal digits. */
  labelSet: string | null;
  ownLabels: (string | null)[] | null;
}

/** How `span_rows` is asked for it. */
export const LABELLED_SQL = `label_set::text as "labelSet", own_labels as "ownLabels"`;

/** Characters of all sets that are kept. */
const MAX_KEPT = 4_000_000;

/** What a set says never changes, since its number is a digest of it. */
const kept = new LRUCache<string, Labels>({
  maxSize: MAX_KEPT,
  sizeCalculation: (labels) =>
    LABELS.reduce<number>((sum, name) => sum + (labels[name]?.length ?? 0), LABELS.length),
});

const keyOf = ({ projectId, labelSet }: Pick<Labelled, "projectId" | "labelSet">): string =>
  `${projectId} ${labelSet}`;

const NONE = Object.fromEntries(LABELS.map((name) => [name, null])) as Labels;

/**
 * Labels of many rows: a join would send each set's words again with every span. One statement for the sets that this process
 * has not seen lately, mostly none.
 * @throws when a row names a set that is not there
 */
export async function readLabels(tx: Tx, rows: readonly Labelled[]): Promise<(row: Labelled) => Labels> {
  const sets = new Map<string, Labels>();
  const unknown = new Map<string, Labelled>();
  for (const row of rows) {
    if (row.labelSet === null) continue;
    const key = keyOf(row);
    if (sets.has(key) || unknown.has(key)) continue;
    const labels = kept.get(key);
    if (labels === undefined) unknown.set(key, row);
    else sets.set(key, labels);
  }
  for (const { projectId, labelSet, ...labels } of await readSets(tx, [...unknown.values()])) {
    const key = keyOf({ projectId, labelSet });
    kept.set(key, labels);
    sets.set(key, labels);
  }
  return (row) => {
    const labels = row.labelSet === null ? NONE : sets.get(keyOf(row));
    if (labels === undefined) throw new Error(`There is no set of labels ${row.labelSet}`);
    return row.ownLabels === null ? labels : withOwn(labels, row.ownLabels);
  };
}

const withOwn = (labels: Labels, own: readonly (string | null)[]): Labels =>
  Object.fromEntries(LABELS.map((name, place) => [name, own[place] ?? labels[name]])) as Labels;

async function readSets(
  tx: Tx,
  rows: readonly Labelled[],
): Promise<(Labels & { projectId: number; labelSet: string })[]> {
  if (rows.length === 0) return [];
  return tx`
    select project_id as "projectId", id::text as "labelSet", ${tx(LABELS)}
    from label_sets
    where project_id = any(${plainArray([...new Set(rows.map((row) => row.projectId))])}::int[])
      and id = any(${plainArray(rows.map((row) => row.labelSet))}::bigint[])
      and shard_key = any(${plainArray([...new Set(rows.map((row) => row.shardKey))])}::int[])`;
}
