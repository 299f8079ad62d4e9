import { setTimeout as sleep } from "node:timers/promises";

import type { Sql } from "@/db/client";
import type { ProjectRef } from "@/lib/context";
import { eachProject } from "@/lib/jobs/each-project";

import { addUpHour, COARSE, FINE, makeCells } from "./make-cells";

const FINE_MS = FINE * 1000;
const HOUR_MS = COARSE * 1000;
const DAY_MS = 24 * HOUR_MS;
/** How long after the end of five minutes their interactions may arrive and be derived. */
export const WAIT_MS = 2 * 60_000;
/** Five minutes are kept, and made of the past, for so long; hours for eight weeks and what a daily job leaves over. */
export const FINE_KEPT_MS = 12 * DAY_MS;
export const PAST_MS = 56 * DAY_MS;
/** Hours are made again when nothing late has come for so long. */
const LATE_QUIET_S = 180;
/** Class of the locks that keep a second worker from a project's cells. */
const LOCK = 7005;
/** The past is made in the time that is left: after this much work as long a rest. */
const WORK_MS = 300;

export interface SignalRoundOptions {
  now?: () => number;
}

/**
 * Makes the cells of what has ended since the last round, then some of the past, the latest first, then hours that something late
 * belongs to.
 * @param sql connected as recount_worker
 * @returns whether there is more to do at once
 */
export async function signalRound(sql: Sql, { now = Date.now }: SignalRoundOptions = {}): Promise<boolean> {
  const projects = await sql<ProjectRef[]>`
    select p.id, p.slug, p.shard_keys as "shardKeys", p.retention_days as "retentionDays"
    from projects p
    where exists (select from trace_days d where d.project_id = p.id and d.shard_key = any(p.shard_keys))
    order by p.id`;
  const busy = (await eachProject(projects, (project) => projectRound(sql, project, now()))).includes(true);
  if (busy) await sleep(WORK_MS);
  return busy;
}

async function projectRound(sql: Sql, project: ProjectRef, nowMs: number): Promise<boolean> {
  return (await sql.begin(async (tx) => {
    const [lock] = await tx<
      { mine: boolean }[]
    >`select pg_try_advisory_xact_lock(${LOCK}, ${project.id}) as mine`;
    if (!lock?.mine) return false;
    const end = floorTo(nowMs - WAIT_MS, FINE_MS);
    const progress = await readProgress(sql, project.id, end);
    const until = performance.now() + WORK_MS;
    while (progress.toMs < end) {
      const fromMs = progress.toMs;
      await makeCells(sql, project, { fromMs, toMs: fromMs + FINE_MS }, FINE);
      progress.toMs += FINE_MS;
      if (progress.toMs % HOUR_MS === 0) await addUpHour(sql, project.id, progress.toMs - HOUR_MS);
      await saveProgress(sql, project.id, progress);
      if (performance.now() > until) return true;
    }
    const first = nowMs - PAST_MS;
    while (progress.fromMs > first) {
      // Where nothing happened there is nothing to be made.
      progress.fromMs = Math.min(
        progress.fromMs,
        (await lastBefore(sql, project, progress.fromMs)) + 2 * HOUR_MS,
      );
      const hour = floorTo(progress.fromMs - 1, HOUR_MS);
      if (hour < first) {
        await saveProgress(sql, project.id, { ...progress, fromMs: first });
        break;
      }
      await makeHour(sql, project, hour, Math.min(progress.fromMs, hour + HOUR_MS), nowMs);
      progress.fromMs = hour;
      await saveProgress(sql, project.id, progress);
      if (performance.now() > until) return true;
    }
    return makeLate(sql, project, progress, nowMs);
  })) as boolean;
}

interface Progress {
  fromMs: number;
  toMs: number;
}

const floorTo = (ms: number, step: number): number => Math.floor(ms / step) * step;

async function readProgress(sql: Sql, projectId: number, end: number): Promise<Progress> {
  const [row] = await sql<{ from: string; to: string }[]>`
    select made_from as from, made_to as to from signal_progress where project_id = ${projectId}`;
  if (!row) return { fromMs: end, toMs: end };
  const progress = { fromMs: Date.parse(row.from), toMs: Date.parse(row.to) };
  // Nobody was here for days: the past is made from its end.
  return end - progress.toMs > DAY_MS ? { fromMs: end, toMs: end } : progress;
}

const saveProgress = (sql: Sql, projectId: number, { fromMs, toMs }: Progress): Promise<unknown> =>
  sql`
    insert into signal_progress (project_id, made_from, made_to)
    values (${projectId}, ${new Date(fromMs)}, ${new Date(toMs)})
    on conflict (project_id) do update set made_from = excluded.made_from, made_to = excluded.made_to`;

/** Start of the last hour before `ms` in which an interaction began or was judged; long before any where there is none. */
async function lastBefore(sql: Sql, { id, shardKeys }: ProjectRef, ms: number): Promise<number> {
  const shards = `{${shardKeys.join(",")}}`;
  const [row] = await sql<{ at: string | null }[]>`
    select greatest(
      (
        select started_at from traces
        where project_id = ${id} and shard_key = any(${shards}::int[]) and started_at < ${new Date(ms)}
        order by started_at desc
        limit 1
      ),
      (
        select created_at from scores
        where project_id = ${id} and shard_key = any(${shards}::int[]) and created_at < ${new Date(ms)}
        order by created_at desc
        limit 1
      )
    ) as at`;
  return row?.at ? floorTo(Date.parse(row.at), HOUR_MS) : 0;
}

/** An hour of the past, up to what is made already: in twelve parts where those are still kept. */
async function makeHour(
  sql: Sql,
  project: ProjectRef,
  hourMs: number,
  toMs: number,
  nowMs: number,
): Promise<void> {
  if (hourMs < nowMs - FINE_KEPT_MS) {
    await makeCells(sql, project, { fromMs: hourMs, toMs: hourMs + HOUR_MS }, COARSE);
    return;
  }
  for (let fromMs = hourMs; fromMs < toMs; fromMs += FINE_MS)
    await makeCells(sql, project, { fromMs, toMs: fromMs + FINE_MS }, FINE);
  if (hourMs + HOUR_MS <= floorTo(nowMs - WAIT_MS, FINE_MS)) await addUpHour(sql, project.id, hourMs);
}

/** One hour that something late belongs to, as far as it is made. @returns whether there are more */
async function makeLate(
  sql: Sql,
  project: ProjectRef,
  { fromMs, toMs }: Progress,
  nowMs: number,
): Promise<boolean> {
  const [mark, more] = await sql<{ hour: string }[]>`
    select hour from signal_marks
    where project_id = ${project.id} and marked_at < ${new Date(nowMs - LATE_QUIET_S * 1000)}
    order by hour desc
    limit 2`;
  if (!mark) return false;
  // First, so that what comes meanwhile marks it again.
  await sql`delete from signal_marks where project_id = ${project.id} and hour = ${mark.hour}::timestamptz`;
  const hourMs = Date.parse(mark.hour);
  if (hourMs >= fromMs && hourMs < toMs && hourMs >= nowMs - PAST_MS)
    await makeHour(sql, project, hourMs, Math.min(hourMs + HOUR_MS, toMs), nowMs);
  return more !== undefined;
}

/** Cells, and words of topics, that nobody asks for any more. @param sql connected as recount_worker */
export async function forgetCells(sql: Sql, now: Date): Promise<number> {
  const gone = await sql`
    delete from signal_cells
    where tier = ${FINE} and bucket < ${new Date(now.getTime() - FINE_KEPT_MS - DAY_MS)}
      or tier = ${COARSE} and bucket < ${new Date(now.getTime() - PAST_MS - 14 * DAY_MS)}`;
  await sql`delete from signal_topics where named_at < ${new Date(now.getTime() - PAST_MS - 14 * DAY_MS)}`;
  return gone.count;
}
