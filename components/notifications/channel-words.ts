import type { ChannelKind, Topic } from "@/lib/notify/channel";

export const KIND_WORDS: Record<ChannelKind, string> = {
  webhook: "Webhook: JSON, signed",
  email: "E-mail",
  slack: "Slack, or what takes its messages",
  teams: "Microsoft Teams",
  pagerduty: "PagerDuty",
};

export const SHORT_KINDS: Record<ChannelKind, string> = {
  webhook: "webhook, signed",
  email: "e-mail",
  slack: "Slack",
  teams: "Teams",
  pagerduty: "PagerDuty",
};

export const TOPIC_WORDS: Record<Topic, string> = { budgets: "Budgets", incidents: "Incidents" };

export const SEVERITY_WORDS = { warning: "warnings and alerts", alert: "alerts only" } as const;
