import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import type { IncidentState } from "@/lib/incidents/incident";

import type { NotEnoughData } from "./engine/fit-model";
import type { Model } from "./engine/model";
import type { LeastShown, Verdict } from "./engine/verdict";
import type { DriftDetail } from "./establish-drift";
import { isArriving } from "./is-arriving";
import { type Judging, judgingOf, type Rounds } from "./judging";
import { type SeriesKey, type SignalWords, wordsOf } from "./series";

/** A signal of a feature or segment that is watched. */
export interface WatchedSeries extends SeriesKey {
  words: SignalWords;
  /** Part of the evidence that a finding needs, 0 to 1; null: not looked at yet. */
  evidence: number | null;
  current: Verdict["current"];
  judging: Judging;
  /** The smallest changes that would have been shown by now. */
  leastShown: LeastShown[];
  /** Its baseline is a period that somebody chose. */
  pinned: { from: string; to: string | null } | null;
}

export interface WaitingSeries extends SeriesKey {
  words: SignalWords;
  judging: Judging;
}

export interface DriftFinding {
  id: string;
  title: string;
  level: "info" | "warning" | "alert";
  foundAt: string;
  detail: DriftDetail;
  affected: string | null;
  incident: { id: string; state: IncidentState } | null;
}

/** What is known of one feature in one environment. */
export interface FeatureDrift {
  feature: string;
  environment: string;
  /** Ended within the last day. */
  interactions: number;
  findings: DriftFinding[];
  watched: WatchedSeries[];
  waiting: WaitingSeries[];
}

export interface DriftOverview {
  /** At most one false alarm in so many weeks. */
  falseAlarmWeeks: number;
  /** What ended before has been looked at; null: nothing yet. */
  watchedTo: string | null;
  features: FeatureDrift[];
}

interface Row extends SeriesKey {
  phase: "not_enough" | "watching" | "drifting";
  waits: NotEnoughData | null;
  verdict: Verdict | null;
  days: Model["days"] | null;
  clockOffsetMs: number | null;
  until: string | null;
  pinnedFrom: string | null;
  pinnedTo: string | null;
}

/** What moved, what is watched and what it could have shown, feature by feature; features with findings first. @throws Failure forbidden */
export async function listDrift(ctx: Context): Promise<DriftOverview> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const { id } = ctx.project;
      const dayAgo = new Date(ctx.now().getTime() - 86_400_000);
      const [[setting], rows, findings, counts] = await Promise.all([
        tx<{ falseAlarmWeeks: number; watchedTo: string | null }[]>`
          select p.false_alarm_weeks as "falseAlarmWeeks", s.watched_to as "watchedTo"
          from projects p
          left join signal_progress s on s.project_id = p.id
          where p.id = ${id}`,
        tx<Row[]>`
          select feature, environment, dimension, value, signal, phase, verdict, pinned_from as "pinnedFrom", pinned_to as "pinnedTo",
            case when phase = 'not_enough' and baseline ? 'needs' then baseline end as waits, baseline -> 'days' as days,
            (baseline ->> 'clockOffsetMs')::float8 as "clockOffsetMs",
            coalesce(until, to_timestamp((baseline ->> 'to')::float8 / 1000)) as until
          from drift_series
          where project_id = ${id}
          order by feature, environment, dimension, value, signal`,
        tx<(DriftFinding & { incidentId: string | null; incidentState: IncidentState | null })[]>`
          select f.id::text, f.title, f.level, f.found_at as "foundAt", f.detail, f.affected, i.id::text as "incidentId",
            i.state as "incidentState"
          from findings f
          left join incidents i on i.id = f.incident_id
          where f.project_id = ${id} and f.rule = 'drift' and f.resolved_at is null
          order by f.found_at desc, f.id desc
          limit 500`,
        tx<{ feature: string; environment: string; interactions: number }[]>`
          select feature, environment, sum(interactions)::float8 as interactions
          from signal_cells
          where project_id = ${id} and tier = 300 and dimension = '' and bucket >= ${dayAgo}
          group by 1, 2`,
      ]);
      const features = new Map<string, FeatureDrift>();
      const at = (feature: string, environment: string): FeatureDrift => {
        const key = JSON.stringify([feature, environment]);
        const one = features.get(key) ?? {
          feature,
          environment,
          interactions: 0,
          findings: [],
          watched: [],
          waiting: [],
        };
        features.set(key, one);
        return one;
      };
      for (const { feature, environment, interactions } of counts)
        at(feature, environment).interactions = interactions;
      const rounds: Rounds = {
        watchedTo: setting?.watchedTo ?? null,
        isArriving: await isArriving(tx, id),
        nowMs: ctx.now().getTime(),
      };
      for (const row of rows) place(at(row.feature, row.environment), row, rounds);
      for (const { incidentId, incidentState, ...finding } of findings)
        at(finding.detail.feature, finding.detail.environment).findings.push({
          ...finding,
          incident: incidentId && incidentState ? { id: incidentId, state: incidentState } : null,
        });
      return {
        falseAlarmWeeks: setting?.falseAlarmWeeks ?? 8,
        watchedTo: setting?.watchedTo ?? null,
        features: [...features.values()].toSorted(
          (a, b) => b.findings.length - a.findings.length || b.interactions - a.interactions,
        ),
      };
    },
    { readOnly: true },
  );
}

function place(into: FeatureDrift, row: Row, rounds: Rounds): void {
  const { phase, waits, verdict, days, clockOffsetMs, until, pinnedFrom, pinnedTo, ...key } = row;
  const words = wordsOf(key.signal);
  const judging = judgingOf(
    { phase, days, clockOffsetMs: clockOffsetMs ?? 0, waits, until, pinnedFrom },
    rounds,
  );
  if (phase === "not_enough") into.waiting.push({ ...key, words, judging });
  else
    into.watched.push({
      ...key,
      words,
      judging,
      evidence: verdict?.evidence ?? null,
      current: verdict?.current ?? [],
      leastShown: verdict?.leastShown ?? [],
      pinned: pinnedFrom === null ? null : { from: pinnedFrom, to: pinnedTo },
    });
}
