import { z } from "zod";

import type { DriftFinding, DriftOverview, WaitingSeries, WatchedSeries } from "./list-drift";

/** Drift in the words of the public API. None of it was said in an interaction, but for words of topics that many people use. */

const judgingSchema = z.object({
  state: z
    .enum([
      "judging",
      "moved",
      "unseen_days",
      "silent",
      "behind",
      "not_looked_at",
      "arriving",
      "too_few",
      "accepted",
    ])
    .meta({ description: "Evidence is gathered in `judging` only." }),
  until: z
    .string()
    .nullable()
    .meta({ description: "When it is judged again at the latest; null: not known, or it is." }),
  text: z.string().meta({ description: "In plain words; empty where there is nothing to be said." }),
});

const signalSchema = z.object({
  signal: z.string(),
  label: z.string(),
  dimension: z.string().meta({ description: "Empty: the whole feature." }),
  value: z.string(),
  judging: judgingSchema,
  evidence: z.number().nullable().meta({ description: "Part of the evidence that a finding takes." }),
  least_shown: z
    .array(
      z.object({
        component: z.string(),
        in_hours: z.number(),
        direction: z.enum(["up", "down"]),
        change: z.number().nullable().meta({ description: "Null: none of that direction." }),
        unit: z.enum(["share", "ratio", "value"]),
        probability: z.number(),
      }),
    )
    .meta({ description: "The smallest changes that would have been found, had they begun so long ago." }),
});

export const driftDocumentSchema = z.object({
  false_alarm_weeks: z.number().meta({ description: "At most one false alarm in so many weeks." }),
  watched_to: z.string().nullable().meta({ description: "What ended before has been looked at." }),
  features: z.array(
    z.object({
      feature: z.string(),
      environment: z.string().meta({ description: "Empty: unknown." }),
      interactions: z.number().meta({ description: "That ended within the last day." }),
      findings: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          level: z.enum(["info", "warning", "alert"]),
          found_at: z.string(),
          signal: z
            .string()
            .meta({ description: "Of `signals`, or `behaviour`: answers to the same prompt differ." }),
          dimension: z.string().meta({ description: "Empty: the whole feature." }),
          value: z.string(),
          began_at: z.string().meta({ description: "The likeliest beginning." }),
          began_after: z.string().meta({ description: "At 95 % it began between this and `began_before`." }),
          began_before: z.string(),
          direction: z
            .enum(["up", "down"])
            .nullable()
            .meta({ description: "Null: of behaviour there is none." }),
          change: z
            .object({
              estimate: z.number(),
              low: z.number(),
              high: z.number(),
              unit: z.enum(["share", "ratio", "value"]).meta({
                description:
                  "share: difference of shares; ratio: factor of what was usual; value: difference of means.",
              }),
            })
            .nullable()
            .meta({
              description:
                "By how much `component` changed, with an interval that holds at 95 % at any look; null: not known.",
            }),
          component: z.string().nullable().meta({
            description:
              "What of the signal moved: share, mean, level, a category, or p50, p90, p99: the share above the usual one.",
          }),
          incident_id: z.string().nullable(),
          affected: z.string().nullable().meta({
            description: "Query of GET /api/v1/traces that finds the interactions, but for their time.",
          }),
          causes: z
            .array(
              z.object({
                dimension: z.string(),
                value: z.string(),
                sentence: z.string(),
                score: z.number().meta({ description: "How likely it is the cause, 0 to 1." }),
                explains: z
                  .object({ part: z.number(), low: z.number(), high: z.number() })
                  .nullable()
                  .meta({ description: "The part of the change that it explains, at 95 %." }),
              }),
            )
            .meta({ description: "Likely causes, the likeliest first; empty: no candidate." }),
        }),
      ),
      signals: z.array(signalSchema),
    }),
  ),
});
type DriftDocument = z.output<typeof driftDocumentSchema>;

export const driftQuerySchema = z.object({
  feature: z.string().max(1024).optional(),
  environment: z.string().max(1024).optional(),
});

/** Of the features that are asked for. */
export function driftDocumentOf(
  { falseAlarmWeeks, watchedTo, features }: DriftOverview,
  asked: z.output<typeof driftQuerySchema>,
): DriftDocument {
  return {
    false_alarm_weeks: falseAlarmWeeks,
    watched_to: watchedTo,
    features: features
      .filter(({ feature }) => asked.feature === undefined || feature === asked.feature)
      .filter(({ environment }) => asked.environment === undefined || environment === asked.environment)
      .map(({ feature, environment, interactions, findings, watched, waiting }) => ({
        feature,
        environment,
        interactions,
        findings: findings.map(({ id, title, level, foundAt, affected, incident, detail }) => ({
          id,
          title,
          level,
          found_at: foundAt,
          ...movedOf(detail),
          incident_id: incident?.id ?? null,
          affected,
          causes: detail.candidates.map(({ dimension, value, sentence, score, explains }) => ({
            dimension,
            value,
            sentence,
            score,
            // Findings of older programs have none.
            explains: explains ?? null,
          })),
        })),
        signals: [...watched.map(signalOf), ...waiting.map(waitingOf)],
      })),
  };
}

/** What a finding tells of the change; one of behaviour has neither component nor direction nor size. */
const movedOf = ({ signal, dimension, value, began, ...moved }: DriftFinding["detail"]) => {
  const { component, direction, change, changeUnit }: Partial<typeof moved> = moved;
  return {
    signal,
    dimension,
    value,
    began_at: began.at,
    began_after: began.from,
    began_before: began.to,
    direction: direction ?? null,
    change: change && changeUnit ? { ...change, unit: changeUnit } : null,
    component: component ?? null,
  };
};

const sayingOf = ({ signal, words, dimension, value, judging }: WaitingSeries) => ({
  signal,
  label: words.label,
  dimension,
  value,
  judging,
});

const signalOf = (series: WatchedSeries): DriftDocument["features"][number]["signals"][number] => ({
  ...sayingOf(series),
  evidence: series.evidence,
  least_shown: series.leastShown.map(({ inHours, ...least }) => ({ ...least, in_hours: inHours })),
});

const waitingOf = (series: WaitingSeries): DriftDocument["features"][number]["signals"][number] => ({
  ...sayingOf(series),
  evidence: null,
  least_shown: [],
});
