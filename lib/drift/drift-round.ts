import type { Sql, Tx } from "@/db/client";
import { textArray } from "@/db/pg-array";
import { eachProject } from "@/lib/jobs/each-project";
import { groupBy } from "@/lib/model/group-by";
import type { Statistics } from "@/lib/signals/cell";
import { FINE } from "@/lib/signals/make-cells";

import type { Model } from "./engine/model";
import type { State } from "./engine/state";
import { fitDue, FITS_A_ROUND } from "./fit-due";
import { gatherEvidence, type WatchedProject } from "./gather-evidence";
import { isArriving } from "./is-arriving";
import type { CellRange } from "./read-cells";
import { cellOf, type Population, type SeriesKey } from "./series";

const DAY_MS = 86_400_000;
/** Of a project: those of the busiest features and segments. More take evidence from each other. */
const MOST_SERIES = 1_000;
/** A segment with less within a day shows nothing that its feature does not. */
const SEGMENT_INTERACTIONS = 50;
/** What has not come for so long is no longer counted among them. */
const FORGOTTEN_MS = 7 * DAY_MS;
/** After an absence of days only these are looked at. */
const MOST_BEHIND_MS = 2 * DAY_MS;
/** Class of the locks that keep a second worker from a project's drift. */
const LOCK = 7006;

export interface DriftRoundOptions {
  now?: () => number;
}

/**
 * Looks at the cells that were made since the last round: gathers evidence for every series, opens findings and ends them.
 * @param sql connected as recount_worker
 * @returns whether there is more to do at once
 */
export async function driftRound(sql: Sql, { now = Date.now }: DriftRoundOptions = {}): Promise<boolean> {
  const projects = await sql<(WatchedProject & { madeTo: string; watchedTo: string | null })[]>`
    select p.id, p.slug, p.shard_keys as "shardKeys", p.retention_days as "retentionDays", p.false_alarm_weeks as "falseAlarmWeeks",
      s.made_to as "madeTo", s.watched_to as "watchedTo"
    from projects p
    join signal_progress s on s.project_id = p.id
    order by p.id`;
  const busy = await eachProject(projects, ({ madeTo, watchedTo, ...project }) => {
    const toMs = Date.parse(madeTo);
    const fromMs = Math.max(watchedTo === null ? toMs : Date.parse(watchedTo), toMs - MOST_BEHIND_MS);
    return sql.begin((tx) => projectRound(tx, project, { fromMs, toMs }, now())) as Promise<boolean>;
  });
  return busy.includes(true);
}

async function projectRound(
  tx: Tx,
  project: WatchedProject,
  range: CellRange,
  nowMs: number,
): Promise<boolean> {
  const [lock] = await tx<
    { mine: boolean }[]
  >`select pg_try_advisory_xact_lock(${LOCK}, ${project.id}) as mine`;
  if (!lock?.mine) return false;
  const [progress] = await tx<{ isNew: boolean }[]>`
    update signal_progress set watched_to = ${new Date(range.toMs)}
    where project_id = ${project.id} and (watched_to is null or watched_to < ${new Date(range.toMs)})
    returning true as "isNew"`;
  if (progress?.isNew) {
    await addSeries(tx, project.id, range.toMs);
    await watch(tx, project, range, nowMs);
  }
  if (await isArriving(tx, project.id)) return false;
  return (await fitDue(tx, project, range.toMs, nowMs)) === FITS_A_ROUND;
}

/** Series of what has cells within the last day and is not watched yet; it waits for its baseline. */
const addSeries = (tx: Tx, projectId: number, toMs: number): Promise<unknown> =>
  tx`
    insert into drift_series (project_id, feature, environment, dimension, value, signal, phase, baseline, fitted_at)
    select ${projectId}::int, feature, environment, dimension, value, signal, 'not_enough', '{}', 'epoch'
    from (
      select feature, environment, dimension, value, signal, sum(interactions) as interactions
      from signal_cells, jsonb_object_keys(statistics) as signal
      where project_id = ${projectId} and tier = ${FINE} and bucket >= ${new Date(toMs - DAY_MS)} and bucket < ${new Date(toMs)}
      group by 1, 2, 3, 4, 5
      having dimension = '' or sum(interactions) >= ${SEGMENT_INTERACTIONS}
    ) s
    order by dimension <> '', interactions desc, feature, environment, dimension, value, signal
    limit greatest(0, ${MOST_SERIES} - (
      select count(*) from drift_series where project_id = ${projectId} and (until is null or until > ${new Date(toMs - FORGOTTEN_MS)})
    ))
    on conflict do nothing`;

interface NewCell extends Population {
  bucket: string;
  statistics: Statistics;
  only: Record<string, string> | null;
}

async function watch(
  tx: Tx,
  project: WatchedProject,
  { fromMs, toMs }: CellRange,
  nowMs: number,
): Promise<void> {
  const cells = await tx<NewCell[]>`
    select feature, environment, dimension, value, bucket, statistics, only_values as "only"
    from signal_cells
    where project_id = ${project.id} and tier = ${FINE} and bucket >= ${new Date(fromMs)} and bucket < ${new Date(toMs)}
    order by bucket`;
  if (cells.length === 0) return;
  const byPopulation = groupBy(cells.flatMap(withSegments), keyOfPopulation);
  const features = [...new Set(cells.map(({ feature }) => feature))];
  const series = await tx<(SeriesKey & { baseline: Model; state: State })[]>`
    select feature, environment, dimension, value, signal, baseline, state
    from drift_series
    where project_id = ${project.id} and phase <> 'not_enough' and feature = any(${textArray(features)}::text[])
    order by feature, environment, dimension, value, signal`;
  const unseen = series.flatMap(({ baseline, state, ...key }) => {
    const own = (byPopulation.get(keyOfPopulation(key)) ?? []).flatMap(({ bucket, statistics }) => {
      const statistic = statistics[key.signal];
      return statistic?.kind === baseline.signal.kind
        ? [cellOf(statistic, Date.parse(bucket), FINE * 1000)]
        : [];
    });
    return own.length === 0 ? [] : [{ key, baseline, state, cells: own }];
  });
  await gatherEvidence(tx, project, unseen, nowMs);
}

/** A cell, and the segments that it is where a dimension has one value. */
const withSegments = ({ only, ...cell }: NewCell): Omit<NewCell, "only">[] => [
  cell,
  ...Object.entries(only ?? {}).map(([dimension, value]) => ({ ...cell, dimension, value })),
];

const keyOfPopulation = ({ feature, environment, dimension, value }: Population): string =>
  JSON.stringify([feature, environment, dimension, value]);
