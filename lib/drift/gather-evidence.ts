import type { Tx } from "@/db/client";
import { textArray } from "@/db/pg-array";
import type { ProjectRef } from "@/lib/context";
import { openFindings } from "@/lib/findings/open-findings";
import { resolveFindings } from "@/lib/findings/resolve-findings";

import { sampleReader } from "./causes/sample-reader";
import { advance, thresholdOf } from "./engine/advance";
import type { Cell } from "./engine/cell";
import type { Model } from "./engine/model";
import type { State } from "./engine/state";
import { type Verdict, verdictOf } from "./engine/verdict";
import { IMPORTANCE, weightsOf } from "./engine/weights";
import { establishDrift, ruleKeyOf } from "./establish-drift";
import { groupIncidents } from "./group-incidents";
import { type SeriesKey, textOfKey } from "./series";

export interface WatchedProject extends ProjectRef {
  falseAlarmWeeks: number;
}

/** A series with cells that its state has not seen. */
export interface Unseen {
  key: SeriesKey;
  baseline: Model;
  state: State;
  cells: readonly Cell[];
}

interface Changed extends SeriesKey {
  baseline: Model;
  before: State;
  state: State;
  verdict: Verdict;
}

/** Gathers evidence from cells; what begins to drift is a finding, what is as before ends it. */
export async function gatherEvidence(
  tx: Tx,
  project: WatchedProject,
  unseen: readonly Unseen[],
  nowMs: number,
): Promise<void> {
  if (unseen.length === 0) return;
  const weights = await readWeights(tx, project.id);
  const threshold = thresholdOf(project.falseAlarmWeeks);
  const changed = unseen.map(({ key, baseline, state, cells }): Changed => {
    const watching = { weight: weights.get(textOfKey(key)) ?? 0, threshold };
    const next = advance(baseline, state, cells, watching);
    return { ...key, baseline, before: state, state: next, verdict: verdictOf(baseline, next, watching) };
  });
  await saveStates(tx, project.id, changed);
  await tellFindings(tx, project, changed, nowMs);
}

/** Each watched series' part of the project's one false alarm. */
async function readWeights(tx: Tx, projectId: number): Promise<Map<string, number>> {
  const series = await tx<SeriesKey[]>`
    select feature, environment, dimension, value, signal from drift_series where project_id = ${projectId} and phase <> 'not_enough'`;
  const weights = weightsOf(
    series.map(({ dimension }) => (dimension === "" ? IMPORTANCE.feature : IMPORTANCE.segment)),
  );
  return new Map(series.map((key, index) => [textOfKey(key), weights[index] ?? 0]));
}

const saveStates = (tx: Tx, projectId: number, changed: readonly Changed[]): Promise<unknown> =>
  tx`
    update drift_series s
    set state = u.state, verdict = u.verdict, until = to_timestamp((u.state ->> 'until')::float8 / 1000), phase = u.phase
    from jsonb_to_recordset(${JSON.stringify(
      changed.map(({ baseline: _, before: __, ...row }) => ({ ...row, phase: row.state.phase })),
    )}::text::jsonb) as u (feature text, environment text, dimension text, value text, signal text, state jsonb, verdict jsonb, phase text)
    where s.project_id = ${projectId} and s.feature = u.feature and s.environment = u.environment and s.dimension = u.dimension
      and s.value = u.value and s.signal = u.signal`;

async function tellFindings(
  tx: Tx,
  project: WatchedProject,
  changed: readonly Changed[],
  nowMs: number,
): Promise<void> {
  const now = new Date(nowMs);
  const recovered = changed.filter(
    ({ before, state }) =>
      before.phase === "drifting" && state.finding?.detectedAt !== undefined && isOver(before, state),
  );
  const open = await openIds(tx, project.id, recovered);
  await resolveFindings(
    tx,
    project,
    recovered.flatMap((series) => {
      const id = open.get(textOfKey(series));
      return id === undefined ? [] : [{ id, why: "It is as it was before." }];
    }),
    now,
  );
  const drifting = changed.filter(({ state }) => state.phase === "drifting");
  const told = await openIds(tx, project.id, drifting);
  const wholes = await driftingWholes(tx, project.id);
  const established = [];
  const readSample = sampleReader(tx, project, nowMs);
  for (const { baseline, state, before: _, verdict: __, ...key } of drifting) {
    // Where a whole feature moved, its segments are in the explanation.
    if (told.has(textOfKey(key)) || (key.dimension !== "" && wholes.has(textOfWhole(key)))) continue;
    if (state.finding)
      established.push(
        await establishDrift(tx, project, key, baseline, state.finding, { nowMs, readSample }),
      );
  }
  await openFindings(tx, project, "drift", await groupIncidents(tx, project.id, established), now);
}

const textOfWhole = (key: SeriesKey): string => textOfKey({ ...key, dimension: "", value: "" });

async function driftingWholes(tx: Tx, projectId: number): Promise<Set<string>> {
  const rows = await tx<SeriesKey[]>`
    select feature, environment, dimension, value, signal from drift_series
    where project_id = ${projectId} and phase = 'drifting' and dimension = ''`;
  return new Set(rows.map(textOfKey));
}

/** What drifted before has recovered, whether or not it drifts again. */
const isOver = (before: State, state: State): boolean =>
  state.phase !== "drifting" || state.finding?.detectedAt !== before.finding?.detectedAt;

async function openIds(
  tx: Tx,
  projectId: number,
  series: readonly SeriesKey[],
): Promise<Map<string, string>> {
  if (series.length === 0) return new Map();
  const rows = await tx<{ id: string; series: string }[]>`
    select id::text, series from findings
    where project_id = ${projectId} and rule = 'drift' and resolved_at is null
      and series = any(${textArray(series.map(ruleKeyOf))}::text[])`;
  const ids = new Map(rows.map(({ id, series: key }) => [key, id]));
  return new Map(
    series.flatMap((one) => {
      const id = ids.get(ruleKeyOf(one));
      return id === undefined ? [] : [[textOfKey(one), id]];
    }),
  );
}
