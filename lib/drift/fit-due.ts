import type { Tx } from "@/db/client";
import { textArray } from "@/db/pg-array";

import type { NotEnoughData } from "./engine/fit-model";
import type { Model } from "./engine/model";
import { adopt, startState, type State } from "./engine/state";
import { ruleKeyOf } from "./establish-drift";
import { fitSeries, type History, readHistory } from "./fit-series";
import { gatherEvidence, type Unseen, type WatchedProject } from "./gather-evidence";
import type { CellRange } from "./read-cells";
import { nameTopics } from "./topics/name-topics";
import { cellOf, type Population, type SeriesKey, TOPICS, watchedAs } from "./series";

const HOUR_MS = 3_600_000;
/** Baselines are made anew once a day, young ones every hour; what lacks data is looked at again every ten minutes. */
const FIT_AGAIN_MS = 24 * HOUR_MS;
const YOUNG_AGAIN_MS = HOUR_MS;
const YOUNG_MS = 14 * 24 * HOUR_MS;
const TRY_AGAIN_MS = 10 * 60_000;
/** Populations whose baselines are made in a round. */
export const FITS_A_ROUND = 8;
const NOTHING: NotEnoughData = {
  status: "not enough data",
  has: { hours: 0, n: 0 },
  needs: { hours: 24, n: 200 },
};

interface Due extends SeriesKey {
  phase: "not_enough" | "watching" | "drifting";
  baseline: Model | NotEnoughData | Record<string, never>;
  state: State | null;
  pinnedFrom: string | null;
  pinnedTo: string | null;
}

/**
 * Makes baselines that are due, a population at a time. What has its first one is looked at from the end of it on: what has begun
 * in the last days is found at once. A series that drifts keeps the baseline that it drifts from.
 * @param toMs cells are made up to here
 * @returns how many populations, at most {@link FITS_A_ROUND}
 */
export async function fitDue(tx: Tx, project: WatchedProject, toMs: number, nowMs: number): Promise<number> {
  const populations = await tx<Population[]>`
    select feature, environment, dimension, value
    from drift_series
    where project_id = ${project.id} and phase <> 'drifting'
      and fitted_at < case
        when phase = 'not_enough' then ${new Date(nowMs - TRY_AGAIN_MS)}
        when (baseline ->> 'to')::float8 - (baseline ->> 'from')::float8 < ${YOUNG_MS} then ${new Date(nowMs - YOUNG_AGAIN_MS)}
        else ${new Date(nowMs - FIT_AGAIN_MS)}
      end
    group by 1, 2, 3, 4
    order by min(fitted_at), dimension <> '', feature, environment, dimension, value
    limit ${FITS_A_ROUND}`;
  for (const population of populations) await fitPopulation(tx, project, population, toMs, nowMs);
  return populations.length;
}

async function fitPopulation(
  tx: Tx,
  project: WatchedProject,
  population: Population,
  toMs: number,
  nowMs: number,
): Promise<void> {
  const { feature, environment, dimension, value } = population;
  const due = await tx<Due[]>`
    select feature, environment, dimension, value, signal, phase, baseline, state, pinned_from as "pinnedFrom", pinned_to as "pinnedTo"
    from drift_series
    where project_id = ${project.id} and feature = ${feature} and environment = ${environment} and dimension = ${dimension}
      and value = ${value} and phase <> 'drifting'`;
  const history = await readHistory(tx, project.id, population, toMs);
  const findings = await tx<{ series: string; from: string; to: string | null }[]>`
    select series, coalesce(began_after, began_at) as from, resolved_at as to
    from findings
    where project_id = ${project.id} and rule = 'drift' and series = any(${textArray(due.map(ruleKeyOf))}::text[])`;
  const rangeOf = (from: string, to: string | null): CellRange => ({
    fromMs: Date.parse(from),
    toMs: to === null ? toMs : Date.parse(to),
  });
  const unseen: Unseen[] = [];
  const fitted = due.map(({ phase, baseline, state, pinnedFrom, pinnedTo, ...key }) => {
    const kind = kindOf(history, key.signal);
    const made =
      kind === undefined
        ? NOTHING
        : fitSeries(watchedAs(key.signal, kind), key.signal, history, {
            pinned: pinnedFrom === null ? null : rangeOf(pinnedFrom, pinnedTo),
            without: findings
              .filter(({ series }) => series === ruleKeyOf(key))
              .map(({ from, to }) => rangeOf(from, to)),
          });
    if ("status" in made) {
      const kept = phase === "watching" ? { phase, baseline } : { phase: "not_enough", baseline: made };
      return { signal: key.signal, ...kept, state };
    }
    // A history that was imported since tells more than the beginning of it did: what it says of the last days is looked at again.
    if (state !== null && "components" in baseline && !isFarLonger(made, baseline as Model)) {
      const next = adopt(baseline as Model, state, made);
      return {
        signal: key.signal,
        phase: "watching",
        baseline: made,
        state: { ...next, until: state.until },
      };
    }
    const first = startState(made);
    unseen.push({ key, baseline: made, state: first, cells: cellsSince(history, key.signal, made) });
    return { signal: key.signal, phase: "watching", baseline: made, state: first };
  });
  await tx`
    update drift_series s
    set phase = u.phase, baseline = u.baseline, state = u.state, fitted_at = ${new Date(nowMs)}
    from jsonb_to_recordset(${JSON.stringify(fitted)}::text::jsonb) as u (signal text, phase text, baseline jsonb, state jsonb)
    where s.project_id = ${project.id} and s.feature = ${feature} and s.environment = ${environment} and s.dimension = ${dimension}
      and s.value = ${value} and s.signal = u.signal`;
  if (dimension === "" && fitted.some(({ signal }) => signal === TOPICS))
    await nameTopics(tx, project, population, nowMs);
  await gatherEvidence(tx, project, unseen, nowMs);
}

const isFarLonger = (made: Model, before: Model): boolean =>
  made.to - made.from > 2 * (before.to - before.from);

const kindOf = ({ coarse, fine }: History, signal: string) =>
  [...coarse, ...fine].findLast(({ statistics }) => statistics[signal] !== undefined)?.statistics[signal]
    ?.kind;

const cellsSince = ({ fine }: History, signal: string, { to, signal: { kind } }: Model) =>
  fine.flatMap(({ at, lengthMs, statistics }) => {
    const statistic = statistics[signal];
    return at >= to && statistic?.kind === kind ? [cellOf(statistic, at, lengthMs)] : [];
  });
