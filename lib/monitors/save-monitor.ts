import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { queryMetrics } from "@/lib/metrics/query-metrics";

import { type Definition, definitionOf, metricQueryOf, type Monitor, MonitorInput } from "./definition";
import { gone, readMonitors } from "./list-monitors";
import type { StoredMonitor } from "./monitor";
import { endFindings } from "./tell-monitor";

const MAX_MONITORS = 200;

/**
 * Sets a monitor or changes one; it is judged within a minute. Where it asks for something else than before, what is known of its
 * series is forgotten and what it told is over.
 * @param id the monitor to change; null: a new one
 * @throws Failure forbidden, bad_request, not_found, conflict (name taken, too many)
 */
export async function saveMonitor(
  ctx: Context,
  id: number | null,
  input: MonitorInput,
): Promise<{ id: number }> {
  requirePermission(ctx, "edit_monitors");
  const monitor = parse(MonitorInput, input);
  await tryQuestion(ctx, monitor);
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    await lockMonitors(tx, ctx);
    const all = await readMonitors(tx, ctx.project.id);
    const before = id === null ? null : all.find((one) => one.id === id);
    if (before === undefined) throw gone();
    if (all.some((one) => one.id !== id && one.monitor.name === monitor.name))
      throw new Failure("conflict", `There is a monitor “${monitor.name}” already. Choose another name.`, {
        details: [{ path: "name", message: "is taken" }],
      });
    return before === null ? create(tx, ctx, monitor, all.length) : change(tx, ctx, before, monitor);
  });
}

/** Those who save at the same time do so one after the other: names and their number are compared with what is there. */
export const lockMonitors = (tx: Tx, { project }: Context): Promise<unknown> =>
  tx`select pg_advisory_xact_lock(7008, ${project.id})`;

/** Asks the metrics what will be asked all the time: a question that they refuse is told to whoever asks it. */
export async function tryQuestion(ctx: Context, monitor: Monitor): Promise<void> {
  if (monitor.kind === "silence") return;
  const now = ctx.now().getTime();
  await queryMetrics(ctx, {
    ...metricQueryOf(monitor),
    from: new Date(now - 60_000).toISOString(),
    to: new Date(now).toISOString(),
    interval: "range",
  });
}

export async function create(tx: Tx, ctx: Context, monitor: Monitor, there: number): Promise<{ id: number }> {
  if (there >= MAX_MONITORS)
    throw new Failure(
      "conflict",
      `A project has at most ${MAX_MONITORS} monitors. Delete one that nobody needs.`,
    );
  const [made] = await tx<{ id: number }[]>`
    insert into monitors (project_id, name, definition, enabled, created_by)
    values (${ctx.project.id}, ${monitor.name}, ${jsonOf(definitionOf(monitor))}::text::jsonb, ${monitor.enabled}, ${ctx.actor.name})
    returning id`;
  if (made === undefined) throw new Error("the monitor was not stored");
  await record(tx, ctx, {
    action: "monitor.created",
    target: monitor.name,
    detail: { id: made.id, ...monitor },
  });
  return made;
}

export async function change(
  tx: Tx,
  ctx: Context,
  before: StoredMonitor,
  monitor: Monitor,
): Promise<{ id: number }> {
  const { id } = before;
  const asksElse = questionOf(before.monitor) !== questionOf(monitor);
  await tx`
    update monitors
    set name = ${monitor.name}, definition = ${jsonOf(definitionOf(monitor))}::text::jsonb, enabled = ${monitor.enabled},
      changed_at = ${ctx.now()}, next_at = '-infinity', failure = null,
      evaluated_to = ${asksElse ? null : before.evaluatedTo}
    where project_id = ${ctx.project.id} and id = ${id}`;
  const why = asksElse
    ? "The monitor was changed."
    : monitor.enabled
      ? null
      : "The monitor was switched off.";
  if (why !== null) await endFindings(tx, ctx.project, id, why, ctx.now());
  if (asksElse)
    await tx`delete from monitor_series where project_id = ${ctx.project.id} and monitor_id = ${id}`;
  else if (!monitor.enabled) await forgetTold(tx, ctx, id);
  await record(tx, ctx, { action: "monitor.changed", target: monitor.name, detail: { id, ...monitor } });
  return { id };
}

/** Nobody is told any more; who switches it on again is. */
const forgetTold = (tx: Tx, { project }: Context, id: number): Promise<unknown> =>
  tx`
    update monitor_series set state = state - 'told' || '{"toldAtMs": null}', told_at = null
    where project_id = ${project.id} and monitor_id = ${id}`;

/** What its series are made of: known states hold as long as this does. */
const questionOf = (monitor: Monitor): string =>
  JSON.stringify(
    monitor.kind === "silence"
      ? [monitor.kind, monitor.of]
      : [
          monitor.kind,
          monitor.metric,
          monitor.quantile ?? "p95",
          Object.entries(monitor.filters ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)),
          monitor.group_by ?? null,
          monitor.kind === "threshold" ? monitor.direction : monitor.interval,
        ],
  );

const jsonOf = (definition: Definition): string => JSON.stringify(definition);
