import type { Tx } from "@/db/client";
import { textArray } from "@/db/pg-array";
import { enqueueIncident, type FindingProject } from "@/lib/findings/enqueue-incident";
import type { Established, Over, Rule } from "@/lib/findings/finding";
import { openFindings } from "@/lib/findings/open-findings";
import { resolveFindings } from "@/lib/findings/resolve-findings";

import type { Context } from "@/lib/context";
import { unitOf } from "@/lib/metrics/figure";
import type { Course } from "@/lib/notify/course";

import type { Monitor } from "./definition";
import { isQuiet } from "./is-quiet";
import type { Firing } from "./judge";
import type { Kept, StoredMonitor } from "./monitor";
import type { Point } from "./point";
import { courseOf, readCourses } from "./read-courses";
import { figureWords, sayFiring, sayRecovery } from "./say";

const HOUR_MS = 3_600_000;

/** What a finding of a monitor knows: `detail` of `findings`. Times are ISO. */
export interface MonitorDetail {
  monitor: string;
  kind: Monitor["kind"];
  series: string;
  /** "p95 latency"; null: silence. */
  figure: string | null;
  value: number | null;
  level: number | null;
  firing: Omit<Firing, "fromMs"> & { from: string };
  /** Of the figures; absent: silence. */
  unit?: ReturnType<typeof unitOf>;
  /** Its last points, as messages draw them. */
  sparkline?: number[];
  course?: Course;
}

export const ruleOf = ({ kind }: Monitor): Rule => (kind === "silence" ? "silence" : "monitor");

/**
 * Opens findings of what has begun and nobody was told, ends those of what is over, and says again what lasts. While a monitor is off or
 * muted nobody is told; what still lasts afterwards is told then.
 * @param series are changed: what is told is kept there
 */
export async function tellMonitor(
  tx: Tx,
  ctx: Context,
  { id, monitor, mutedUntil }: StoredMonitor,
  series: ReadonlyMap<string, Kept>,
): Promise<void> {
  const { project } = ctx;
  const now = ctx.now();
  const rule = ruleOf(monitor);
  const nowMs = now.getTime();
  const mute =
    !monitor.enabled || (mutedUntil !== null && Date.parse(mutedUntil) > nowMs) || isQuiet(monitor, nowMs);
  const ended = [...series].filter(([, { firing, told }]) => firing === null && told !== undefined);
  if (ended.length > 0) {
    const open = await openOf(
      tx,
      project.id,
      rule,
      id,
      ended.map(([name]) => name),
    );
    const over = open.map(({ id: finding, series: name }): Over => {
      const state = series.get(name);
      return { id: finding, why: state ? sayRecovery(monitor, state) : "" };
    });
    await resolveFindings(tx, project, over, now);
    for (const [, state] of ended) {
      delete state.told;
      state.toldAtMs = null;
    }
  }
  if (mute) return;
  const begun = [...series].filter(
    ([, { firing, told }]) => firing !== null && told !== firing.level && told !== "alert",
  );
  const channelIds = begun.length === 0 ? undefined : await channelsOf(tx, project.id, monitor);
  const points = begun.length === 0 ? new Map<string, Point[]>() : await readCourses(tx, ctx, monitor);
  await openFindings(
    tx,
    project,
    rule,
    begun.map(([name, state]): Established<MonitorDetail> => {
      const { cause, ...found } = establish(project, id, monitor, name, state, points.get(name), now);
      return { ...found, cause: cause && { ...cause, channelIds } };
    }),
    now,
  );
  for (const [, state] of begun) {
    if (state.firing) state.told = state.firing.level;
    state.toldAtMs = nowMs;
  }
  await remind(tx, project, { id, monitor }, series, now);
}

/** Channels by their names; undefined: all, also where none of the names is there any more. */
async function channelsOf(tx: Tx, projectId: number, { channels }: Monitor): Promise<number[] | undefined> {
  if (channels === undefined) return undefined;
  const found = await tx<{ id: number }[]>`
    select id from notification_channels
    where project_id = ${projectId} and removed_at is null and name = any(${textArray(channels)}::text[])
    order by id`;
  return found.length === 0 ? undefined : found.map(({ id }) => id);
}

function establish(
  project: FindingProject,
  id: number,
  monitor: Monitor,
  series: string,
  state: Kept,
  points: readonly Point[] | undefined,
  now: Date,
): Established<MonitorDetail> {
  const { firing } = state;
  if (firing === null) throw new Error("it is not firing");
  const title = sayFiring(monitor, series, state, firing);
  const { fromMs, ...rest } = firing;
  return {
    ruleId: id,
    series,
    key: now.toISOString(),
    level: firing.level,
    title,
    link: `/p/${project.slug}/monitors/${id}`,
    detail: {
      monitor: monitor.name,
      kind: monitor.kind,
      series: state.label ?? series,
      figure: monitor.kind === "silence" ? null : figureWords(monitor),
      value: firing.value,
      level: monitor.kind === "threshold" ? (monitor[firing.level] ?? null) : null,
      firing: { ...rest, from: new Date(fromMs).toISOString() },
      ...(monitor.kind !== "silence" && { unit: unitOf(monitor.metric) }),
      ...(points &&
        monitor.kind !== "silence" && {
          sparkline: points.flatMap(({ value }) => value ?? []),
          course: courseOf(monitor, firing, points),
        }),
    },
    affected: affectedBy(monitor, series),
    beganAtMs: fromMs,
    cause: { key: `monitor ${JSON.stringify([id, series])}`, title, tell: true },
  };
}

/** Query of the list of traces that a series is made of; a silence has none. */
function affectedBy(monitor: Monitor, series: string): string | null {
  if (monitor.kind === "silence") return null;
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(monitor.filters ?? {}))
    if (name !== monitor.group_by) for (const value of values) query.append(name, value);
  if (monitor.group_by !== undefined && series !== "") query.set(monitor.group_by, series);
  if (/^error/.test(monitor.metric)) query.set("status", "error");
  return query.toString();
}

async function remind(
  tx: Tx,
  project: FindingProject,
  { id, monitor }: { id: number; monitor: Monitor },
  series: ReadonlyMap<string, Kept>,
  now: Date,
): Promise<void> {
  const { renotify_hours: hours } = monitor;
  if (hours === undefined) return;
  const due = [...series].filter(
    ([, { firing, toldAtMs }]) =>
      firing !== null && toldAtMs !== null && now.getTime() - toldAtMs >= hours * HOUR_MS,
  );
  if (due.length === 0) return;
  const open = await openOf(
    tx,
    project.id,
    ruleOf(monitor),
    id,
    due.map(([name]) => name),
  );
  const incidents = new Set(open.flatMap(({ incidentId }) => incidentId ?? []));
  for (const incident of incidents) await enqueueIncident(tx, project, incident, "incident.reminded", now);
  for (const [, state] of due) state.toldAtMs = now.getTime();
}

interface OpenFinding {
  id: string;
  series: string;
  /** Null: none that is open. */
  incidentId: string | null;
}

const openOf = (
  tx: Tx,
  projectId: number,
  rule: Rule,
  id: number,
  series: readonly string[],
): Promise<OpenFinding[]> =>
  tx<OpenFinding[]>`
    select f.id::text, f.series, case when i.state = 'open' then i.id end::text as "incidentId"
    from findings f
    left join incidents i on i.project_id = f.project_id and i.id = f.incident_id
    where f.project_id = ${projectId} and f.rule = ${rule} and f.rule_id = ${id} and f.resolved_at is null
      and f.series = any(${textArray([...series])}::text[])
    order by f.id`;

/** Ends all that a monitor has open, and says why. */
export async function endFindings(
  tx: Tx,
  project: FindingProject,
  id: number,
  why: string,
  now: Date,
): Promise<void> {
  const open = await tx<{ id: string }[]>`
    select id::text from findings
    where project_id = ${project.id} and rule in ('monitor', 'silence') and rule_id = ${id} and resolved_at is null`;
  await resolveFindings(
    tx,
    project,
    open.map((finding) => ({ id: finding.id, why })),
    now,
  );
}
