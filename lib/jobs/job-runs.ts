import type { Sql } from "@/db/client";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface JobRun {
  task: string;
  jobId: string;
  /** From 1; more than one: it failed before. */
  attempt: number;
  startedAt: Date;
  /** Null: it succeeded. */
  error: string | null;
}

/** Writes down that a job has run. @param sql connected as recount_worker */
export const recordRun = (sql: Sql, { task, jobId, attempt, startedAt, error }: JobRun): Promise<unknown> =>
  sql`
    insert into job_runs (task, job_id, attempt, started_at, error)
    values (${task}, ${jobId}, ${attempt}, ${startedAt}, ${error?.slice(0, 500) ?? null})`;

/** Runs older than a fortnight; of what runs every minute, older than a day. */
export const forgetRuns = (sql: Sql): Promise<unknown> =>
  sql`
    delete from job_runs
    where ended_at < clock_timestamp() - interval '14 days'
      or (task = 'recent roll-ups' and ended_at < clock_timestamp() - interval '1 day')`;

/** What is known of a task of this instance. */
export interface TaskHistory {
  task: string;
  runs: number;
  failures: number;
  /** Of the last run. */
  startedAt: string;
  durationMs: number;
  attempt: number;
  error: string | null;
}

/**
 * Each task with its last run and the counts of the last day, for those who administer a project: jobs are the instance's.
 * @throws Failure forbidden
 */
export async function listTaskHistory(ctx: Context): Promise<TaskHistory[]> {
  requirePermission(ctx, "edit_project");
  return ctx.sql<TaskHistory[]>`
    with tasks as (
      select task, count(*)::int as runs, (count(error))::int as failures, max(id) as last
      from job_runs
      where ended_at > ${ctx.now()}::timestamptz - interval '1 day'
      group by task
    )
    select t.task, t.runs, t.failures, r.started_at as "startedAt",
      (extract(epoch from r.ended_at - r.started_at) * 1000)::float8 as "durationMs", r.attempt, r.error
    from tasks t
    join job_runs r on r.id = t.last
    order by t.task`;
}
