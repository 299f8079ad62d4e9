import type { Sql } from "@/db/client";
import { textArray } from "@/db/pg-array";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import { nextDue, type TaskName, TASKS } from "./tasks";

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

/** A run that has ended. */
export interface EndedRun extends Omit<JobRun, "task" | "jobId" | "startedAt"> {
  /** Of the run, not of the job. */
  id: number;
  /** ISO */
  startedAt: string;
  durationMs: number;
}

/** What is known of a task of this instance. */
export interface TaskHistory {
  task: TaskName;
  purpose: string;
  /** ISO; null: when something asks for it. */
  dueAt: string | null;
  /** Within the last day. */
  runs: number;
  failures: number;
  /** The newest first, at most {@link RECENT_RUNS}; none: it has not run yet, or longer ago than runs are kept. */
  recent: EndedRun[];
}

export const RECENT_RUNS = 10;

/**
 * Every task with its last runs and the counts of the last day, for those who administer a project: jobs are the instance's.
 * @throws Failure forbidden
 */
export async function listTaskHistory(ctx: Context): Promise<TaskHistory[]> {
  requirePermission(ctx, "edit_project");
  const now = ctx.now();
  const names = TASKS.map(({ name }) => name);
  const [counts, recent] = await Promise.all([
    ctx.sql<{ task: string; runs: number; failures: number }[]>`
      select task, count(*)::int as runs, (count(error))::int as failures
      from job_runs
      where ended_at > ${now}::timestamptz - interval '1 day'
      group by task`,
    ctx.sql<(EndedRun & { task: string })[]>`
      select t.task, r.id, r.started_at as "startedAt", r.attempt, r.error,
        (extract(epoch from r.ended_at - r.started_at) * 1000)::float8 as "durationMs"
      from unnest(${textArray(names)}::text[]) as t (task)
      cross join lateral (
        select * from job_runs where job_runs.task = t.task order by id desc limit ${RECENT_RUNS}
      ) r
      order by r.id desc`,
  ]);
  return TASKS.map((task) => {
    const { runs, failures } = counts.find((row) => row.task === task.name) ?? { runs: 0, failures: 0 };
    return {
      task: task.name,
      purpose: task.purpose,
      dueAt: nextDue(task, now)?.toISOString() ?? null,
      runs,
      failures,
      recent: recent.filter((run) => run.task === task.name).map(({ task: _, ...run }) => run),
    };
  });
}
