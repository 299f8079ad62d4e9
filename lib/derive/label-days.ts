import type { Tx } from "@/db/client";

import type { LabelSource } from "./rollup-sql";

/** What figures of a project are told apart by within a UTC day, at most: the rest counts as "(other)". */
export interface LabelLimits {
  /** Combinations of feature, release, model, step and their like that were not there before, of calls and of interactions. */
  combinations: number;
  users: number;
}

export const DEFAULT_LABEL_LIMITS: LabelLimits = { combinations: 10_000, users: 100_000 };

/** What a statement that makes buckets met. */
export interface Met {
  /** Values that were new and are told apart. */
  fresh: number;
  /** Whether others were new and are not. */
  beyond: boolean;
}

/** How many new values a day of a project has room for. */
export async function roomIn(
  tx: Tx,
  projectId: number,
  day: string,
  limits: LabelLimits,
): Promise<Record<LabelSource, number>> {
  const rows = await tx<{ source: LabelSource; known: number }[]>`
    select source, known from label_days where project_id = ${projectId} and day = ${day}::date`;
  const known = Object.fromEntries(rows.map((row) => [row.source, row.known]));
  const roomFor = (source: LabelSource, limit: number) => Math.max(0, limit - (known[source] ?? 0));
  return {
    calls: roomFor("calls", limits.combinations),
    traces: roomFor("traces", limits.combinations),
    users: roomFor("users", limits.users),
  };
}

/** Counts them for the day, where there is anything to count. */
export async function noteLabels(
  tx: Tx,
  projectId: number,
  day: string,
  source: LabelSource,
  { fresh, beyond }: Met,
): Promise<void> {
  if (fresh === 0 && !beyond) return;
  await tx`
    insert into label_days as l (project_id, day, source, known, full_at)
    values (${projectId}, ${day}::date, ${source}, ${fresh}, ${beyond ? tx`clock_timestamp()` : null})
    on conflict (project_id, day, source) do update
    set known = l.known + excluded.known, full_at = coalesce(l.full_at, excluded.full_at)`;
}
