import type { Sql, Tx } from "@/db/client";
import { isUnavailable } from "@/db/error-codes";
import { textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { resolveFindings } from "@/lib/findings/resolve-findings";

import { evaluateMonitor, MOST_SERIES } from "./evaluate-monitor";
import type { Status } from "./judge";
import { makeFirstMonitors } from "./make-first-monitors";
import { fromRow, type Kept, monitorColumns, type MonitorRow, type StoredMonitor } from "./monitor";
import { delayMsOf, lastEndOf, stepMsOf } from "./steps";
import { ruleOf, tellMonitor } from "./tell-monitor";

const MINUTE_MS = 60_000;
/** A round ends after so much of the worker's own time, and of time in all; what is left comes first in the next. */
const MOST_CPU_MS = 5_000;
const MOST_MS = 20_000;
const MOST_A_ROUND = 500;
/** A monitor that could not be judged is tried again after so long. */
const AFTER_FAILURE_MS = 10 * MINUTE_MS;
/** A series of which nothing came for so long is forgotten. */
const FORGOTTEN_MS = 7 * 24 * 60 * MINUTE_MS;

export interface MonitorRoundOptions {
  now?: () => number;
}

interface Due extends MonitorRow {
  projectId: number;
  slug: string;
  shardKeys: number[];
  retentionDays: number;
}

/**
 * Judges monitors whose next window is complete: one question to the store for each, however many series it has.
 * @param sql connected as recount_worker
 * @returns whether there is more to do at once
 */
export async function monitorRound(sql: Sql, { now = Date.now }: MonitorRoundOptions = {}): Promise<boolean> {
  await makeFirstMonitors(sql);
  const due = await sql<{ id: number }[]>`
    select id from monitors where deleted_at is null and next_at <= ${new Date(now())} order by next_at, id limit ${MOST_A_ROUND}`;
  const started = performance.now();
  const cpu = process.cpuUsage();
  const failures: unknown[] = [];
  for (const [index, { id }] of due.entries()) {
    const { user, system } = process.cpuUsage(cpu);
    if ((user + system) / 1000 > MOST_CPU_MS || performance.now() - started > MOST_MS) return index > 0;
    try {
      await sql.begin((tx) => judgeOne(tx, id, now()));
    } catch (error) {
      if (isUnavailable(error)) throw error;
      const why = error instanceof Failure ? error.message : "It could not be judged; the log says why.";
      await sql`
        update monitors set failure = ${why}, next_at = ${new Date(now() + AFTER_FAILURE_MS)} where id = ${id}`;
      // A question that the metrics refuse is told where the monitor stands; it is no fault of the worker.
      if (!(error instanceof Failure)) failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return due.length === MOST_A_ROUND;
}

async function judgeOne(tx: Tx, id: number, nowMs: number): Promise<void> {
  const [row] = await tx<Due[]>`
    select ${monitorColumns(tx)}, p.id as "projectId", p.slug, p.shard_keys as "shardKeys", p.retention_days as "retentionDays"
    from monitors m
    join projects p on p.id = m.project_id
    where m.id = ${id} and m.deleted_at is null and m.next_at <= ${new Date(nowMs)}
    for update of m skip locked`;
  if (row === undefined) return;
  const { projectId, slug, shardKeys, retentionDays, ...own } = row;
  const project = { id: projectId, slug, shardKeys, retentionDays };
  const stored = fromRow(own);
  const now = new Date(nowMs);
  const ctx: Context = {
    sql: tx as unknown as Context["sql"],
    project,
    actor: { kind: "system", name: "monitors" },
    now: () => now,
  };
  const known = await readSeries(tx, projectId, id);
  const all = await evaluateMonitor(tx, ctx, stored, known);
  const kept = new Map(
    [...all]
      .filter(([, { seenMs }]) => nowMs - seenMs < FORGOTTEN_MS || stored.monitor.kind === "silence")
      .toSorted(([, a], [, b]) => b.seenMs - a.seenMs)
      .slice(0, MOST_SERIES),
  );
  await tellMonitor(tx, ctx, stored, kept);
  const gone = [...known.keys()].filter((name) => !kept.has(name));
  if (gone.length > 0) await forget(tx, ctx, stored, gone);
  await write(tx, projectId, id, kept);
  const { monitor } = stored;
  const endMs = lastEndOf(monitor, nowMs);
  await tx`
    update monitors
    set evaluated_to = ${new Date(endMs)}, next_at = ${new Date(endMs + stepMsOf(monitor) + delayMsOf(monitor))}, failure = null
    where id = ${id}`;
}

async function readSeries(tx: Tx, projectId: number, id: number): Promise<Map<string, Kept>> {
  const rows = await tx<{ series: string; state: Kept }[]>`
    select series, state from monitor_series where project_id = ${projectId} and monitor_id = ${id}`;
  return new Map(rows.map(({ series, state }) => [series, state]));
}

/** Nothing more will come of these. */
async function forget(
  tx: Tx,
  { project, now }: Context,
  { id, monitor }: StoredMonitor,
  gone: readonly string[],
): Promise<void> {
  const names = textArray([...gone]);
  const open = await tx<{ id: string }[]>`
    select id::text from findings
    where project_id = ${project.id} and rule = ${ruleOf(monitor)} and rule_id = ${id} and resolved_at is null
      and series = any(${names}::text[])`;
  const why = "It has sent nothing for a week and is no longer watched.";
  await resolveFindings(
    tx,
    project,
    open.map((finding) => ({ id: finding.id, why })),
    now(),
  );
  await tx`
    delete from monitor_series where project_id = ${project.id} and monitor_id = ${id} and series = any(${names}::text[])`;
}

async function write(
  tx: Tx,
  projectId: number,
  id: number,
  series: ReadonlyMap<string, Kept>,
): Promise<void> {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const rows = [...series].map(([name, state]): Record<string, unknown> & { status: Status } => ({
    series: name,
    status: state.status,
    state,
    since: iso(state.sinceMs),
    value: state.value,
    evaluated_to: iso(state.endMs),
    told_at: state.toldAtMs === null ? null : iso(state.toldAtMs),
  }));
  if (rows.length === 0) return;
  await tx`
    insert into monitor_series (project_id, monitor_id, series, status, state, since, value, evaluated_to, told_at)
    select ${projectId}::int, ${id}::int, series, status, state, since, value, evaluated_to, told_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as g (series text, status text, state jsonb, since timestamptz,
      value double precision, evaluated_to timestamptz, told_at timestamptz)
    on conflict (project_id, monitor_id, series) do update
    set status = excluded.status, state = excluded.state, since = excluded.since, value = excluded.value,
      evaluated_to = excluded.evaluated_to, told_at = excluded.told_at`;
}
