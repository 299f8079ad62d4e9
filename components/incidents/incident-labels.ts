import type { Tone } from "@/components/ui/badge";
import type { Finding, IncidentState, Severity } from "@/lib/incidents/incident";
import type { TimelineEntry } from "@/lib/incidents/timeline";
import type { ShownState } from "@/lib/incidents/shown-states";

export const STATE_WORDS: Record<IncidentState, { label: string; tone: Tone }> = {
  open: { label: "Open", tone: "bad" },
  acknowledged: { label: "Acknowledged", tone: "warn" },
  resolved: { label: "Resolved", tone: "ok" },
  reviewed: { label: "Reviewed", tone: "neutral" },
};

export const SEVERITY_WORDS: Record<Severity, { label: string; tone: Tone }> = {
  alert: { label: "Alert", tone: "bad" },
  warning: { label: "Warning", tone: "warn" },
};

export const SHOWN_LABELS: Record<ShownState, string> = {
  unresolved: "Unresolved",
  open: "Open",
  acknowledged: "Acknowledged",
  resolved: "Resolved",
  reviewed: "Reviewed",
  all: "All",
};

export const RULE_LABELS: Record<Finding["rule"], string> = {
  budget: "Budget",
  monitor: "Monitor",
  drift: "Drift",
  silence: "Silence",
  objective: "Latency objective",
  cost_anomaly: "Cost anomaly",
  store: "Store",
};

/** What the timeline says of an event, before its words. */
export const EVENT_WORDS: Record<TimelineEntry["kind"], string> = {
  change: "Seen first",
  opened: "Opened",
  finding: "Found",
  over: "Finding ended",
  recovered: "Recovered",
  notified: "Told",
  acknowledged: "Acknowledged",
  owner: "Given to",
  severity: "Severity changed",
  comment: "Comment",
  resolved: "Resolved",
  reopened: "Opened again",
  reviewed: "Reviewed",
  pinned: "Trace kept",
  unpinned: "Trace no longer kept",
  post_mortem: "Post-mortem saved",
};

/** Why somebody sees no buttons. */
export const MAY_NOT = "Engineers and admins can change incidents.";
