import type { Row } from "@/db/drizzle";
import type { findings, incidentEvents, incidents } from "@/db/schema/incidents";
import type { notificationChannels, notificationDeliveries } from "@/db/schema/notifications";

/** In the order in which an incident passes through them. */
export const INCIDENT_STATES = ["open", "acknowledged", "resolved", "reviewed"] as const;
export const SEVERITIES = ["warning", "alert"] as const;

export type IncidentState = Row<typeof incidents, "state">["state"];
export type Severity = Row<typeof incidents, "severity">["severity"];

export interface IncidentSummary extends Row<
  typeof incidents,
  | "state"
  | "severity"
  | "title"
  | "link"
  | "beganAt"
  | "openedAt"
  | "acknowledgedAt"
  | "acknowledgedBy"
  | "resolvedAt"
  | "resolvedBy"
  | "resolution"
  | "reviewedAt"
  | "reviewedBy"
> {
  id: string;
  owner: { id: number; name: string } | null;
  /** Rules of its findings, each once. */
  rules: Finding["rule"][];
  findings: number;
  impact: Impact | null;
  /** The demo made what it is about, or a part of it. */
  simulated: boolean;
}

export interface Finding extends Row<
  typeof findings,
  | "rule"
  | "ruleId"
  | "series"
  | "level"
  | "title"
  | "link"
  | "beganAt"
  | "beganAfter"
  | "beganBefore"
  | "foundAt"
  | "resolvedAt"
  | "resolution"
  | "affected"
> {
  id: string;
  /** The rule's figures. */
  detail: Record<string, unknown>;
}

export interface IncidentEvent extends Row<typeof incidentEvents, "at" | "kind" | "actor" | "text"> {
  id: string;
  detail: Record<string, unknown> | null;
}

/** A message about an incident to one channel, as it stands in the outbox. */
export interface SentMessage extends Row<typeof notificationDeliveries, "id" | "kind" | "state" | "endedAt"> {
  /** When it was put into the outbox. */
  at: string;
  title: string;
  channel: string;
  channelKind: Row<typeof notificationChannels, "kind">["kind"];
  /** State and end are those of the message that gathered it. */
  gathered: boolean;
}

/** What an incident was about, counted from its beginning to its end, or until now. */
export interface Impact {
  from: string;
  to: string;
  interactions: number;
  failed: number;
  /** That are known by an id. */
  users: number;
  /** US dollars; calls of unknown cost are left out and counted. */
  costUsd: string;
  unknownCostCalls: number;
}

/** Affected interactions beside those of the same features before it began. */
export interface Comparison {
  affected: Cohort;
  healthy: Cohort;
  /** The surest first. */
  differences: {
    attribute: string;
    value: string | null;
    affectedShare: number;
    healthyShare: number;
    /** By how much the shares differ at least, with its sign. */
    sure: number;
  }[];
}

export interface Cohort {
  from: string;
  to: string;
  count: number;
  /** How many of them were looked at. */
  sampled: number;
}

export interface ExampleTrace {
  traceId: string;
  role: "affected" | "healthy";
  startedAt: string;
  reason: string | null;
  /** Null: chosen by rule. */
  pinnedBy: string | null;
  pinnedAt: string;
  /** Whether it was kept as it is, whatever retention does. */
  kept: boolean;
}

export interface IncidentDetail extends IncidentSummary {
  affected: string | null;
  /** At most 200, the first found first. */
  established: Finding[];
  /** At most 500, the last ones, in their order. */
  events: IncidentEvent[];
  /** What channels were told of it, as far as it is kept; at most 500, the last ones, in their order. */
  messages: SentMessage[];
  examples: ExampleTrace[];
  comparison: Comparison | null;
  examinedAt: string | null;
  postMortem: { text: string; at: string; by: string } | null;
}
