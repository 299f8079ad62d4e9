import type { Tx } from "@/db/client";
import { versionNames } from "@/lib/traces/version-names";
import { add, type Statistics } from "@/lib/signals/cell";
import { COARSE, FINE } from "@/lib/signals/make-cells";
import type { SegmentDimension } from "@/lib/signals/segments";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import type { CellRange } from "./read-cells";
import type { SeriesKey } from "./series";

const DAY_MS = 86_400_000;
/** When a value came first is told to five minutes within so long before the beginning: what came earlier is not new. */
export const NEW_WITHIN_MS = DAY_MS / 4;

/** What a segment was on one side of a change. */
export interface Side {
  interactions: number;
  statistics: Statistics;
}

export interface Segment {
  dimension: SegmentDimension;
  value: string;
  label: string;
  before: Side;
  after: Side;
  firstSeenMs: number | null;
}

export interface Segments {
  whole: { before: Side; after: Side };
  segments: Segment[];
}

/** A feature and its segments with what they were before and are since. */
export async function readSegments(
  tx: Tx,
  projectId: number,
  { feature, environment, signal }: SeriesKey,
  before: CellRange,
  after: CellRange,
): Promise<Segments> {
  const afterTier = after.toMs - after.fromMs > 2 * DAY_MS ? COARSE : FINE;
  const read = (tier: number, { fromMs, toMs }: CellRange) => tx<
    {
      dimension: string;
      value: string;
      interactions: number;
      statistics: Statistics;
      only: Record<string, string> | null;
      bucket: string;
    }[]
  >`
    select dimension, value, interactions::float8 as interactions, bucket, only_values as "only",
      case when statistics ? ${signal} then jsonb_build_object(${signal}::text, statistics -> ${signal}) else '{}' end as statistics
    from signal_cells
    where project_id = ${projectId} and tier = ${tier} and feature = ${feature} and environment = ${environment}
      and bucket >= ${new Date(fromMs)} and bucket < ${new Date(toMs)}
    order by bucket`;
  const names = await versionNames(tx, { project: { id: projectId } });
  const found = new Map<string, Segment>();
  const whole = { before: nothing(), after: nothing() };
  const take = (rows: Awaited<ReturnType<typeof read>>, side: "before" | "after"): void => {
    for (const { dimension, value, interactions, statistics, only, bucket } of rows) {
      if (dimension === "") grow(whole[side], interactions, statistics);
      for (const [name, one] of dimension === ""
        ? Object.entries(only ?? {})
        : [[dimension, value] as const]) {
        const id = `${name}\n${one}`;
        const segment = found.get(id) ?? {
          dimension: name as SegmentDimension,
          value: one,
          label: name === "prompt_version" ? (names.get(one) ?? formatFingerprint(one).slice(0, 8)) : one,
          before: nothing(),
          after: nothing(),
          firstSeenMs: null,
        };
        found.set(id, segment);
        segment.firstSeenMs = Math.min(segment.firstSeenMs ?? Infinity, Date.parse(bucket));
        grow(segment[side], interactions, statistics);
      }
    }
  };
  take(await read(COARSE, before), "before");
  // The hours right before it began are known to five minutes: when a value came first is told by these.
  const edge = { fromMs: before.toMs - NEW_WITHIN_MS, toMs: after.fromMs };
  const first = await read(FINE, edge);
  const seenBefore = new Set(
    [...found].flatMap(([id, { firstSeenMs }]) =>
      firstSeenMs !== null && firstSeenMs < edge.fromMs ? id : [],
    ),
  );
  for (const [id, segment] of found) if (!seenBefore.has(id)) segment.firstSeenMs = null;
  for (const { dimension, value, only, bucket } of first)
    for (const [name, one] of dimension === "" ? Object.entries(only ?? {}) : [[dimension, value] as const]) {
      const segment = found.get(`${name}\n${one}`);
      if (segment && !seenBefore.has(`${name}\n${one}`))
        segment.firstSeenMs = Math.min(segment.firstSeenMs ?? Infinity, Date.parse(bucket));
    }
  take(await read(afterTier, after), "after");
  return { whole, segments: [...found.values()] };
}

const nothing = (): Side => ({ interactions: 0, statistics: {} });

function grow(side: Side, interactions: number, statistics: Statistics): void {
  side.interactions += interactions;
  side.statistics = add(side.statistics, statistics);
}
