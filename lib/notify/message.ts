import type { ToldCourse } from "./course";
import { sparkline } from "./sparkline";

export type MessageKind =
  | "budget.threshold"
  | "incident.opened"
  | "incident.raised"
  | "incident.reminded"
  | "incident.resolved"
  | "comment.mention"
  | "digest"
  | "test";

type Severity = "warning" | "alert";

/** What a message says, as it is stored and as signed webhooks get it; field names are public. */
export interface MessagePayload {
  type: MessageKind;
  /** What happened, in a sentence without an end. */
  title: string;
  project: string;
  /** Within the console. */
  path: string;
  /** When it happened. */
  at: string;
  severity?: Severity | "info";
  /** The demo made what it is about, or a part of it. Absent: people's interactions. */
  simulated?: true;
  incident?: {
    id: number;
    title: string;
    severity: Severity;
    state: string;
    began_at: string;
    opened_at: string;
    resolution: string | null;
    /** Of one that was resolved and is open again, by a person's word. */
    reopened_because?: string;
  };
  findings?: {
    id: number;
    rule: string;
    level: string;
    title: string;
    began_at: string;
    /** The likeliest cause in a sentence; null: no candidate. Absent: its rule looks for none. */
    cause?: string | null;
  }[];
  /** The course of what moved, the oldest first, at even distances; drawn where a channel has room for it. */
  sparkline?: number[];
  /** As the rule of the finding counts: "ns", "share", "usd", … */
  sparkline_unit?: string;
  /** The same with times and what is expected; mails draw it. Not of what is over. */
  course?: ToldCourse;
  /** Of a mention: whose it is; mails go to them instead of to the channel's recipients. */
  recipients?: string[];
  /** Of a digest: what it tells, the oldest first. */
  messages?: {
    id: string;
    type: MessageKind;
    title: string;
    path: string;
    at: string;
    simulated?: true;
  }[];
  [name: string]: unknown;
}

/** How a message looks: what is over looks over. */
export type Tone = "alert" | "warning" | "resolved" | "info";

/** A message as every channel tells it, in its own form. */
export interface Notice {
  title: string;
  tone: Tone;
  facts: { label: string; value: string }[];
  /** What it is made of: findings, each before its likely cause, or the messages of a digest. */
  points: { text: string; link: string | null }[];
  /** Characters that draw the course; null: there is none. */
  sparkline: string | null;
  /** The exact view. */
  link: string;
  at: string;
}

export const TONE_MARKS: Record<Tone, string> = { alert: "🔴", warning: "🟠", resolved: "✅", info: "ℹ️" };
export const TONE_WORDS: Record<Tone, string> = {
  alert: "Alert",
  warning: "Warning",
  resolved: "Resolved",
  info: "For your information",
};

/** @param publicUrl the console's address */
export function noticeOf(payload: MessagePayload, publicUrl: string): Notice {
  const link = (path: string): string => `${publicUrl}${path}`;
  return {
    title: titleOf(payload),
    tone: toneOf(payload),
    facts: factsOf(payload),
    points: [
      ...(payload.findings ?? []).flatMap(({ title, cause }) => [
        { text: title, link: null },
        ...(cause === undefined ? [] : [{ text: causeWords(cause), link: null }]),
      ]),
      ...(payload.messages ?? []).map((one) => ({
        text: `${titleOf(one)} (${minuteOf(one.at)})`,
        link: link(one.path),
      })),
    ],
    sparkline: payload.sparkline ? sparkline(payload.sparkline) : null,
    link: link(payload.path),
    at: payload.at,
  };
}

/** Data of the demo are said to be that wherever they are seen, also where a title is all that is shown. */
export const titleOf = ({ title, simulated }: Pick<MessagePayload, "title" | "simulated">): string =>
  simulated ? `Simulated data: ${title}` : title;

const causeWords = (cause: string | null): string =>
  cause === null ? "No candidate for a cause" : `Likely cause: ${cause}`;

function toneOf({ type, incident, severity }: MessagePayload): Tone {
  if (type === "incident.resolved") return "resolved";
  return incident?.severity ?? severity ?? (type === "test" ? "info" : "warning");
}

function factsOf(payload: MessagePayload): Notice["facts"] {
  const facts: [string, string | null][] = [
    ["Project", payload.project],
    ...(payload.incident ? incidentFacts(payload, payload.incident) : []),
    ...(payload.type === "budget.threshold" ? budgetFacts(payload) : []),
    ["Data", payload.simulated ? "simulated, from the demo" : null],
  ];
  return facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
}

function incidentFacts(
  { type, at }: MessagePayload,
  incident: NonNullable<MessagePayload["incident"]>,
): [string, string | null][] {
  const isOver = type === "incident.resolved";
  return [
    ["Severity", TONE_WORDS[incident.severity].toLowerCase()],
    ["State", isOver ? "resolved" : incident.state],
    ["Since", minuteOf(incident.began_at)],
    ["Until", isOver ? minuteOf(at) : null],
    ["Why it is over", isOver ? incident.resolution : null],
    ["Why it is open again", incident.reopened_because ?? null],
  ];
}

function budgetFacts(payload: MessagePayload): [string, string | null][] {
  const text = (name: string): string | null => {
    const value = payload[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : null;
  };
  const users = Array.isArray(payload["users"]) ? payload["users"].length : 0;
  return [
    ["Spent", `$${text("spent_usd")} of $${text("limit_usd")}`],
    ["Threshold", `${text("threshold_percent")} %`],
    ["User", text("user")],
    ["Users", users > 1 ? String(users) : null],
    ["Period began", minuteOf(text("period_start") ?? "")],
    ["Calls without a price", payload["unknown_calls"] === 0 ? null : text("unknown_calls")],
  ];
}

/** As people of all zones read it; messages do not know who reads them. */
export function minuteOf(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Cut where a receiver's limit is, without leaving half a character. @param most UTF-16 units */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
