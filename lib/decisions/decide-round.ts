import type { Sql, Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { isUnavailable } from "@/db/error-codes";
import { record } from "@/lib/audit/record";
import type { Context, ProjectRef } from "@/lib/context";
import { log } from "@/lib/log";
import { groupBy } from "@/lib/model/group-by";
import { hexOfUuid } from "@/lib/model/ids";
import { DECISION_FLAG } from "@/lib/model/flags";
import { shardList } from "@/lib/traces/filter-sql";

import { decideTraces } from "./decide-traces";
import { readSettings } from "./settings";
import { SubjectKey } from "./subject-key";

/** One worker at a time: two would write one trace's decision in the order of chance. */
const LOCK = 7010;
const MARKS_A_ROUND = 50;
/** Of stored traces, in one transaction. */
const TRACES_A_STEP = 500;
const RETRY_MINUTES = 10;

interface Mark {
  id: number;
  projectId: number;
  traceId: string;
}

/**
 * Looks at traces that were marked, then at some stored ones where rules are being applied to the past.
 * @param sql connected as recount_worker @param secret the setting RECOUNT_SECRET
 * @returns whether there is more to do at once
 */
export async function decideRound(sql: Sql, secret: string | undefined): Promise<boolean> {
  const marks = await markedRound(sql, secret);
  return (await runStep(sql, secret)) || marks;
}

async function markedRound(sql: Sql, secret: string | undefined): Promise<boolean> {
  let claimed: Mark[] = [];
  for (let most = MARKS_A_ROUND; ; most = Math.ceil(claimed.length / 2)) {
    try {
      await alone(sql, async (tx) => {
        claimed = await tx<Mark[]>`
          select id, project_id as "projectId", trace_id as "traceId" from decision_marks
          where retry_at is null or retry_at <= clock_timestamp()
          order by id
          limit ${most}`;
        for (const [projectId, some] of groupBy(claimed, (mark) => mark.projectId)) {
          const ctx = await contextOf(tx, sql, projectId);
          if (ctx === null) continue;
          const key = await SubjectKey.of(tx, projectId, secret);
          await decideTraces(
            tx,
            ctx,
            some.map(({ traceId }) => hexOfUuid(traceId)),
            key,
          );
        }
        await tx`delete from decision_marks where id = any(${plainArray(claimed.map(({ id }) => id))}::bigint[])`;
      });
      return claimed.length >= MARKS_A_ROUND;
    } catch (error) {
      const [only] = claimed;
      if (isUnavailable(error) || only === undefined) throw error;
      if (claimed.length > 1) continue;
      log.error(
        { err: error, project: only.projectId, trace: only.traceId },
        `whether this trace is a decision cannot be told; it is looked at again in ${RETRY_MINUTES} minutes`,
      );
      await sql`
        update decision_marks set retry_at = clock_timestamp() + make_interval(mins => ${RETRY_MINUTES}) where id = ${only.id}`;
      return true;
    }
  }
}

/** Runs `work` in a transaction that no other worker's is beside; not at all while there is one. */
async function alone<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T | null> {
  return (await sql.begin(async (tx) => {
    const [lock] = await tx<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${LOCK}, 0) as mine`;
    return lock?.mine ? work(tx) : null;
  })) as T | null;
}

async function contextOf(tx: Tx, sql: Sql, projectId: number): Promise<Context | null> {
  const [project] = await tx<ProjectRef[]>`
    select id, slug, shard_keys as "shardKeys", retention_days as "retentionDays" from projects where id = ${projectId}`;
  return (
    (project && {
      sql,
      project,
      actor: { kind: "system", name: "worker" },
      now: () => new Date(),
    }) ??
    null
  );
}

interface Run {
  id: number;
  projectId: number;
  from: string;
  to: string;
  reachedAt: string | null;
  reachedId: string | null;
  totalTraces: number | null;
}

/** Some traces of the oldest run, from the newest back, in one transaction with how far it is. */
async function runStep(sql: Sql, secret: string | undefined): Promise<boolean> {
  const more = await alone(sql, async (tx) => {
    const [run] = await tx<Run[]>`
      select id, project_id as "projectId", from_at as "from", to_at as "to", reached_at as "reachedAt",
        reached_id as "reachedId", total_traces as "totalTraces"
      from decision_runs
      where state = 'running'
      order by id
      limit 1
      for update skip locked`;
    if (!run) return false;
    const ctx = await contextOf(tx, sql, run.projectId);
    if (ctx === null) return false;
    const within = tx`
      project_id = ${run.projectId} and shard_key = any(${shardList(ctx)}::int[])
      and started_at >= ${run.from}::timestamptz and started_at < ${run.to}::timestamptz`;
    if (run.totalTraces === null) {
      await tx`
        update decision_runs set total_traces = (select count(*)::int from traces where ${within}) where id = ${run.id}`;
      return true;
    }
    const rows = await tx<
      {
        traceId: string;
        startedAt: string;
        flags: number;
        feature: string | null;
        tools: string[];
        told: boolean;
      }[]
    >`
      select trace_id as "traceId", started_at as "startedAt", flags::int as flags, feature, tools,
        metadata_ref is not null as told
      from traces
      where ${within}
        ${run.reachedAt === null ? tx`` : tx`and (started_at, trace_id) < (${run.reachedAt}::timestamptz, ${run.reachedId}::uuid)`}
      order by started_at desc, trace_id desc
      limit ${TRACES_A_STEP}`;
    const [{ rules }, known] = await Promise.all([
      readSettings(tx, run.projectId),
      tx<{ traceId: string }[]>`
        select trace_id as "traceId" from decisions
        where ${within} and started_at >= ${rows.at(-1)?.startedAt ?? run.from}::timestamptz`,
    ]);
    const stored = new Set(known.map(({ traceId }) => traceId));
    // What came before traces were marked says it in its metadata alone.
    const may = rows.filter(
      (row) =>
        row.told ||
        stored.has(row.traceId) ||
        (row.flags & DECISION_FLAG) !== 0 ||
        rules.some(
          (rule) =>
            (rule.feature === null || rule.feature === row.feature) &&
            (rule.tool === null || row.tools.includes(rule.tool)),
        ),
    );
    const looked = may.slice(0, MARKS_A_ROUND);
    const last = may.length > looked.length ? looked.at(-1) : rows.at(-1);
    const done = last === undefined ? 0 : rows.indexOf(last) + 1;
    const key = await SubjectKey.of(tx, run.projectId, secret);
    const found = await decideTraces(
      tx,
      ctx,
      looked.map(({ traceId }) => hexOfUuid(traceId)),
      key,
    );
    const ends = rows.length < TRACES_A_STEP && done === rows.length;
    await tx`
      update decision_runs
      set done_traces = done_traces + ${done}, found = found + ${found},
        reached_at = coalesce(${last?.startedAt ?? null}::timestamptz, reached_at),
        reached_id = coalesce(${last?.traceId ?? null}::uuid, reached_id),
        state = ${ends ? "done" : "running"}, ended_at = ${ends ? tx`clock_timestamp()` : null}
      where id = ${run.id}`;
    if (ends) await record(tx, ctx, { action: "decision_rules.applied", detail: { run: run.id } });
    return true;
  });
  return more ?? false;
}
