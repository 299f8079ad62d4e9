import { setTimeout as sleep } from "node:timers/promises";

import type { Sql, Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { isUnavailable } from "@/db/error-codes";

import { countSlots, rangesOf } from "./count-slots";
import { readCounted } from "./counted-budget";
import { evaluate } from "./evaluate";
import { fillBudgets } from "./fill-budgets";
import { forgetSlots, rollWindows } from "./roll-windows";

export interface RoundOptions {
  now?: () => number;
  /** Marks a project and round at most. */
  limit?: number;
}

interface Project {
  id: number;
  slug: string;
  name: string;
}

/** A round that was much work is followed by a rest of three times as long, so that counting never takes over. */
const REST = { fromMs: 100, times: 3, mostMs: 2_000 };
/** Class of the locks that keep a second worker from a project's budgets. */
export const LOCK = 7003;

/**
 * Counts what changed for the budgets of every project and looks what thresholds are reached: all that was committed by
 * derivation before a round is in the sums after it.
 * @param sql connected as recount_worker
 * @returns whether there is more to do at once
 */
export async function budgetRound(sql: Sql, options: RoundOptions = {}): Promise<boolean> {
  const projects = await sql<(Project & { live: boolean })[]>`
    select p.id, p.slug, p.name, exists (select from budgets b where b.project_id = p.id and b.deleted_at is null) as live
    from projects p
    where exists (select from budgets b where b.project_id = p.id and b.deleted_at is null)
      or exists (select from budget_marks m where m.project_id = p.id)
    order by p.id`;
  const idle = projects.filter(({ live }) => !live).map(({ id }) => id);
  // Whoever makes a budget has it counted from spans that are stored by then: marks from before say nothing new.
  if (idle.length > 0)
    await sql`
      delete from budget_marks
      where project_id = any(${plainArray(idle)}::int[])
        and not exists (select from budgets b where b.project_id = budget_marks.project_id and b.deleted_at is null)`;
  let busy = false;
  const started = performance.now();
  const failures: unknown[] = [];
  for (const project of projects) {
    if (!project.live) continue;
    try {
      const more = (await sql.begin((tx) => projectRound(tx, project, options))) as boolean;
      busy ||= more;
    } catch (error) {
      if (isUnavailable(error)) throw error;
      failures.push(error);
    }
  }
  const took = performance.now() - started;
  if (took > REST.fromMs) await sleep(Math.min(took * REST.times, REST.mostMs));
  if (failures.length > 0) throw failures[0];
  return busy;
}

async function projectRound(tx: Tx, project: Project, options: RoundOptions): Promise<boolean> {
  const { now = Date.now, limit = 2_000 } = options;
  const [lock] = await tx<
    { mine: boolean }[]
  >`select pg_try_advisory_xact_lock(${LOCK}, ${project.id}) as mine`;
  if (!lock?.mine) return false;
  const nowMs = now();
  // First: what is derived after this has its mark in the next step, or in the next round.
  const [derived] = await tx<{ until: string }[]>`
    select least(clock_timestamp(), (
      select min(marked_at) from dirty_traces where project_id = ${project.id} and marked_at <= clock_timestamp()
    )) as until`;
  const budgets = await readCounted(tx, project.id, nowMs);
  const marks = await tx<{ slot: string }[]>`
    delete from budget_marks
    where id in (select id from budget_marks where project_id = ${project.id} order by id limit ${limit})
    returning slot`;
  const filling = await fillBudgets(tx, project.id, budgets, nowMs);
  await rollWindows(tx, project.id, budgets, nowMs);
  const oldest = Math.min(...budgets.map(({ countedFromMs }) => countedFromMs));
  const slots = [...new Set(marks.map(({ slot }) => Date.parse(slot)))].filter((slot) => slot >= oldest);
  for (const range of rangesOf(slots)) await countSlots(tx, project.id, budgets, range);
  await forgetSlots(tx, project.id, budgets, nowMs);
  await evaluate(tx, { project, budgets, nowMs });
  const more = marks.length === limit;
  if (derived && !more) await releaseHolds(tx, project.id, derived.until);
  return more || filling;
}

/** Says up to when everything is counted, where somebody waits for it; from then on settled amounts are no longer held. */
async function releaseHolds(tx: Tx, projectId: number, until: string): Promise<void> {
  await tx`
    insert into budget_watermarks (project_id, counted_until)
    select ${projectId}::int, ${until}::timestamptz
    where exists (select from budget_holds where project_id = ${projectId})
    on conflict (project_id) do update set counted_until = greatest(budget_watermarks.counted_until, excluded.counted_until)`;
  // Those not settled in time are kept for a minute: who settles late has it held until it is counted.
  await tx`
    delete from budget_holds h
    using budget_watermarks w
    where h.project_id = ${projectId} and w.project_id = h.project_id
      and case when h.release_at is null then h.expires_at < clock_timestamp() - interval '1 minute' else h.release_at <= w.counted_until end`;
}
