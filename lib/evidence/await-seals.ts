import { setTimeout as sleep } from "node:timers/promises";

import { inProject } from "@/db/tenant";
import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { markForSealing } from "@/lib/derive/mark-for-sealing";
import { Failure } from "@/lib/errors";
import type { TraceRef } from "@/lib/seals/read-records";

/** How long somebody waits for the worker. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 300;

/**
 * Resolves when each of these traces is sealed as it is now, and under a signed head: what has not settled yet is sealed at once, since
 * somebody asked for it.
 * @throws Failure unavailable when the worker does not come to it in time
 */
export async function awaitSeals(ctx: Context, traces: readonly TraceRef[]): Promise<void> {
  const projectId = ctx.project.id;
  const ids = traces.map(({ traceId }) => traceId);
  const waiting = new Set(await unsealed(ctx, ids));
  if (waiting.size === 0) return;
  await inProject(ctx.sql, projectId, async (tx) => {
    const asked = traces.filter(({ traceId }) => waiting.has(traceId));
    await markForSealing(
      tx,
      asked.map((trace) => ({ ...trace, projectId })),
      "asked",
    );
  });
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(LOOK_MS))
    if ((await unsealed(ctx, [...waiting], "asked")).length === 0) return;
  throw new Failure(
    "unavailable",
    "What was asked for is not sealed yet: the worker is busy, or does not run. Send this again in a minute.",
    { retryAfterSeconds: 60 },
  );
}

/**
 * Traces that have no leaf under a head, or that changed since. Once they were asked for, marks of traces that may still change do not
 * count: they are sealed as they are.
 */
async function unsealed(ctx: Context, ids: readonly string[], since?: "asked"): Promise<string[]> {
  const project = ctx.project.id;
  const rows = await inProject(
    ctx.sql,
    project,
    (tx) => tx<{ id: string }[]>`
      with sealed as (
        select subject, max(leaf) as leaf
        from seal_leaves
        where project_id = ${project} and log = 'traces' and subject = any(${textArray(ids)}::text[])
        group by subject
      )
      select wanted.id
      from unnest(${textArray(ids)}::text[]) as wanted (id)
      left join sealed on sealed.subject = wanted.id
      where sealed.leaf is null
        or sealed.leaf >= coalesce((select max(size) from tree_heads where project_id = ${project} and log = 'traces'), 0)
        or exists (
          select from seal_marks m
          where m.project_id = ${project} and m.trace_id = wanted.id::uuid and m.reason = any(${plainArray(since === undefined ? ["settled", "erased", "asked"] : ["erased", "asked"])}::text[])
        )`,
    { readOnly: true },
  );
  return rows.map(({ id }) => id);
}
