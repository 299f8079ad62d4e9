import { z } from "zod";

import type { IncidentDetail, IncidentSummary } from "./incident";
import { INCIDENT_STATES, SEVERITIES } from "./incident";
import { timelineOf } from "./timeline";

/** Incidents in the words of the public API. None of it was said in an interaction. */

const impactSchema = z.object({
  from: z.string(),
  to: z.string(),
  interactions: z.number(),
  failed: z.number(),
  users: z.number().meta({ description: "That are known by an id." }),
  cost_usd: z.string(),
  unknown_cost_calls: z.number().meta({ description: "Calls that are not in `cost_usd`." }),
});

const time = (description: string) => z.string().nullable().meta({ description });

export const incidentSummarySchema = z.object({
  id: z.string(),
  state: z.enum(INCIDENT_STATES),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  rules: z.array(z.string()).meta({ description: "What found it: budget, drift, silence, …" }),
  findings: z.number(),
  owner: z.object({ id: z.number(), name: z.string() }).nullable(),
  began_at: z.string().meta({ description: "When its earliest finding began." }),
  opened_at: z.string(),
  acknowledged_at: time("Null: nobody has."),
  acknowledged_by: z.string().nullable(),
  resolved_at: time("Null: it goes on."),
  resolved_by: z.string().nullable().meta({ description: "Null with a time: it recovered by itself." }),
  resolution: z.string().nullable(),
  reviewed_at: z.string().nullable(),
  reviewed_by: z.string().nullable(),
  impact: impactSchema.nullable().meta({ description: "Whom it concerned; null: not counted." }),
  simulated: z.boolean().meta({ description: "The demo made what it is about, or a part of it." }),
});
export type IncidentSummaryDocument = z.output<typeof incidentSummarySchema>;

const cohortSchema = z.object({ from: z.string(), to: z.string(), count: z.number(), sampled: z.number() });

const messageSchema = z.object({
  id: z.string().meta({ description: "As its receiver sees it, unless it was gathered." }),
  type: z.string().meta({ description: "`incident.opened`, `incident.resolved`, …" }),
  channel: z.string(),
  channel_kind: z.string(),
  state: z.string().meta({ description: "`waiting`, `delivered`, `failed` or `cancelled`: not needed." }),
  ended_at: z.string().nullable().meta({ description: "When it was delivered or given up." }),
  gathered: z.boolean().meta({ description: "It was told with others in one message, whose state it is." }),
});

export const incidentDocumentSchema = incidentSummarySchema.extend({
  affected: z
    .string()
    .nullable()
    .meta({ description: "Query of GET /api/v1/traces that finds the interactions, but for their time." }),
  established: z.array(
    z.object({
      id: z.string(),
      rule: z.string(),
      rule_id: z.number().meta({ description: "The budget, the monitor; 0: none." }),
      series: z.string(),
      level: z.enum(["info", "warning", "alert"]),
      title: z.string(),
      began_at: z.string(),
      began_after: z.string().nullable(),
      began_before: z.string().nullable(),
      found_at: z.string(),
      resolved_at: z.string().nullable(),
      resolution: z.string().nullable(),
      detail: z.record(z.string(), z.json()).meta({ description: "The rule's figures." }),
    }),
  ),
  events: z.array(
    z.object({
      at: z.string(),
      kind: z.string().meta({
        description:
          "`opened`, `finding`, `comment`, …; `change`: something new was seen that may be the cause; `over`: one of several findings has ended; `notified`: a channel was told.",
      }),
      actor: z.string().nullable().meta({ description: "Null: a rule." }),
      text: z.string().nullable(),
      message: messageSchema.nullable().meta({ description: "Of `notified`." }),
    }),
  ),
  comparison: z
    .object({
      affected: cohortSchema,
      healthy: cohortSchema,
      differences: z.array(
        z.object({
          attribute: z.string(),
          value: z.string().nullable(),
          affected_share: z.number(),
          healthy_share: z.number(),
          sure: z.number().meta({ description: "By how much the shares differ at least, with its sign." }),
        }),
      ),
    })
    .nullable(),
  examples: z.array(
    z.object({
      trace_id: z.string(),
      role: z.enum(["affected", "healthy"]),
      started_at: z.string(),
      reason: z.string().nullable(),
      kept: z.boolean().meta({ description: "A copy is kept, whatever retention does." }),
    }),
  ),
  post_mortem: z
    .object({ text: z.string().meta({ description: "Markdown." }), at: z.string(), by: z.string() })
    .nullable(),
});
type IncidentDocument = z.output<typeof incidentDocumentSchema>;

export const incidentListQuerySchema = z.object({
  state: z
    .array(z.enum(INCIDENT_STATES, { error: `must be one of ${INCIDENT_STATES.join(", ")}` }))
    .default([])
    .meta({ description: "Any of these; any at all unless told." }),
  severity: z.enum(SEVERITIES, { error: "must be warning or alert" }).optional(),
  limit: z
    .string()
    .refine((text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 200, {
      error: "must be a whole number from 1 to 200",
    })
    .transform(Number)
    .optional()
    .meta({ description: "Incidents a page: 1 to 200, 50 unless told." }),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, { error: "must be next_cursor of a page before" })
    .optional()
    .meta({ description: "`next_cursor` of the page before." }),
});

export const incidentSummaryOf = (incident: IncidentSummary): IncidentSummaryDocument => ({
  id: incident.id,
  state: incident.state,
  severity: incident.severity,
  title: incident.title,
  rules: incident.rules,
  findings: incident.findings,
  owner: incident.owner,
  began_at: incident.beganAt,
  opened_at: incident.openedAt,
  acknowledged_at: incident.acknowledgedAt,
  acknowledged_by: incident.acknowledgedBy,
  resolved_at: incident.resolvedAt,
  resolved_by: incident.resolvedBy,
  resolution: incident.resolution,
  reviewed_at: incident.reviewedAt,
  reviewed_by: incident.reviewedBy,
  impact: incident.impact && {
    from: incident.impact.from,
    to: incident.impact.to,
    interactions: incident.impact.interactions,
    failed: incident.impact.failed,
    users: incident.impact.users,
    cost_usd: incident.impact.costUsd,
    unknown_cost_calls: incident.impact.unknownCostCalls,
  },
  simulated: incident.simulated,
});

export const incidentDocumentOf = (incident: IncidentDetail): IncidentDocument => ({
  ...incidentSummaryOf(incident),
  affected: incident.affected,
  established: incident.established.map((finding) => ({
    id: finding.id,
    rule: finding.rule,
    rule_id: finding.ruleId,
    series: finding.series,
    level: finding.level,
    title: finding.title,
    began_at: finding.beganAt,
    began_after: finding.beganAfter,
    began_before: finding.beganBefore,
    found_at: finding.foundAt,
    resolved_at: finding.resolvedAt,
    resolution: finding.resolution,
    detail: finding.detail as IncidentDocument["established"][number]["detail"],
  })),
  events: timelineOf(incident).map(({ at, kind, actor, text, message }) => ({
    at,
    kind,
    actor,
    text,
    message: message && {
      id: message.id,
      type: message.kind,
      channel: message.channel,
      channel_kind: message.channelKind,
      state: message.state,
      ended_at: message.endedAt,
      gathered: message.gathered,
    },
  })),
  comparison: incident.comparison && {
    ...incident.comparison,
    differences: incident.comparison.differences.map((one) => ({
      attribute: one.attribute,
      value: one.value,
      affected_share: one.affectedShare,
      healthy_share: one.healthyShare,
      sure: one.sure,
    })),
  },
  examples: incident.examples.map((example) => ({
    trace_id: example.traceId,
    role: example.role,
    started_at: example.startedAt,
    reason: example.reason,
    kept: example.kept,
  })),
  post_mortem: incident.postMortem,
});
