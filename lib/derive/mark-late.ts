import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";

import type { TraceWrite } from "./write-derived";

/** Signals of interactions are made two minutes after the end of the five in which they ended. */
const MADE_AFTER_MS = 2 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * Says which hours have interactions whose signals were made without them, in the transaction that writes these: a client that sends
 * after minutes, a history, a change of what was said. Hours that are long over are marked by their roll-ups, too: there rows may go.
 */
export function markLate(
  tx: Tx,
  traces: readonly Pick<TraceWrite, "projectId" | "startedUs" | "durationNs">[],
  nowMs = Date.now(),
): Promise<unknown> | null {
  const hours = new Map<string, { projectId: number; atMs: number }>();
  for (const { projectId, startedUs, durationNs } of traces) {
    const endedMs = (startedUs + (durationNs ?? 0) / 1000) / 1000;
    if (endedMs > nowMs - MADE_AFTER_MS) continue;
    const atMs = Math.floor(endedMs / HOUR_MS) * HOUR_MS;
    hours.set(`${projectId} ${atMs}`, { projectId, atMs });
  }
  if (hours.size === 0) return null;
  const rows = [...hours.values()];
  return tx`
    insert into signal_marks (project_id, hour, marked_at)
    select distinct project_id, to_timestamp(seconds), clock_timestamp()
    from unnest(${plainArray(rows.map((row) => row.projectId))}::int[], ${plainArray(rows.map((row) => row.atMs / 1000))}::float8[])
      as u (project_id, seconds)
    order by 1, 2
    on conflict do nothing`.execute();
}
