import { formatDateTime } from "@/lib/format/when";
import { DELIVERY_WORDS } from "@/lib/notify/delivery-words";
import { dimensionOf, isDimension } from "@/lib/model/filter-params";

import { causesOf } from "./causes-of";
import type { IncidentDetail, SentMessage } from "./incident";
import { type TimelineEntry, timelineOf } from "./timeline";

export interface DraftOptions {
  /** IANA name of the zone in which times are written. */
  zone: string;
  /** Of the incident's page. */
  url: string;
  /** Names of prompt versions by fingerprint. */
  versions?: Readonly<Record<string, string>>;
}

/** A post-mortem that nobody has written yet: what is known, and what people have to say. Markdown. */
export function draftPostMortem(
  incident: IncidentDetail,
  { zone, url, versions = {} }: DraftOptions,
): string {
  const time = (at: string): string => formatDateTime(new Date(at), zone);
  const { impact, comparison } = incident;
  const lines = (items: readonly string[], none: string): string =>
    items.length === 0 ? none : items.map((item) => `- ${item}`).join("\n");
  return `# ${inline(incident.title)}

${incident.severity === "alert" ? "Alert" : "Warning"} ${incident.id}, ${incident.state}. Times are of ${zone}. [Incident](${url})
${incident.simulated ? "\n**Simulated data**: the demo made what this is about, or a part of it.\n" : ""}
## Impact

${
  impact === null
    ? "Not counted."
    : lines(
        [
          `From ${time(impact.from)} to ${time(impact.to)}`,
          `${impact.interactions} interactions, ${impact.failed} of which failed`,
          `${impact.users} users with an id`,
          `$${impact.costUsd}${impact.unknownCostCalls > 0 ? `, and ${impact.unknownCostCalls} calls of unknown cost` : ""}`,
        ],
        "",
      )
}

## What happened

${lines(
  incident.established.map(
    ({ title, beganAt, foundAt }) => `${inline(title)} (since ${time(beganAt)}, found ${time(foundAt)})`,
  ),
  "No finding.",
)}

## Detection

${lines(
  [
    `Began ${time(incident.beganAt)}`,
    `Detected ${time(incident.openedAt)}`,
    ...(incident.acknowledgedAt
      ? [`Acknowledged ${time(incident.acknowledgedAt)} by ${inline(incident.acknowledgedBy ?? "")}`]
      : []),
    ...(incident.resolvedAt
      ? [
          `Resolved ${time(incident.resolvedAt)} ${incident.resolvedBy ? `by ${inline(incident.resolvedBy)}` : "by recovery"}: ${inline(incident.resolution ?? "")}`,
        ]
      : ["Not resolved yet"]),
  ],
  "",
)}

## Cause

${lines(causesOf(incident.established).map(inline), incident.established.some(({ rule }) => rule === "drift") ? "No candidate." : "What found it looks for no cause; what differs, below, may tell one.")}

What differs most between affected and healthy interactions:

${lines(
  (comparison?.differences ?? [])
    .slice(0, 5)
    .map(
      ({ attribute, value, affectedShare, healthyShare }) =>
        `${nameOf(attribute)} ${code((attribute === "prompt_version" && versions[value ?? ""]) || (value ?? "not set"))}: ${percent(affectedShare)} of the affected, ${percent(healthyShare)} of the healthy`,
    ),
  "Nothing that is beyond chance.",
)}

## Examples

${lines(
  incident.examples.map(
    ({ traceId, role, startedAt, reason }) =>
      `${role}, ${time(startedAt)}: \`${traceId}\`${reason ? ` – ${inline(reason)}` : ""}`,
  ),
  "None kept.",
)}

## Timeline

${lines(
  timelineOf(incident).map(
    ({ at, kind, actor, text, message }) =>
      `${time(at)} ${EVENT[kind]}${message ? ` ${outcome(message, time)}` : ""}${actor ? ` by ${inline(actor)}` : ""}${text ? `: ${inline(text)}` : ""}`,
  ),
  "Nothing.",
)}

## What we learned


## What we will do

- [ ] 
`;
}

/** What a timeline says of an event. */
const EVENT: Record<TimelineEntry["kind"], string> = {
  change: "seen first",
  opened: "opened",
  finding: "found",
  over: "finding ended",
  recovered: "recovered",
  notified: "told",
  acknowledged: "acknowledged",
  owner: "given to",
  severity: "severity changed",
  comment: "comment",
  resolved: "resolved",
  reopened: "opened again",
  reviewed: "reviewed",
  pinned: "trace kept",
  unpinned: "trace no longer kept",
  post_mortem: "post-mortem written",
};

/** "Hook (webhook), delivered …". */
function outcome(
  { channel, channelKind, state, endedAt, gathered }: SentMessage,
  time: (at: string) => string,
): string {
  const when = endedAt !== null && state !== "cancelled" ? ` ${time(endedAt)}` : "";
  return `${inline(channel)} (${channelKind}), ${gathered ? "gathered with others, " : ""}${DELIVERY_WORDS[state]}${when}`;
}

const nameOf = (attribute: string): string =>
  isDimension(attribute) ? dimensionOf(attribute).label.toLowerCase() : attribute;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Text of others between our Markdown: on one line, and no markup of its own. */
const inline = (text: string): string =>
  text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|!~]/g, (sign) => `\\${sign}`);

const code = (text: string): string => `\`${text.replace(/[`\s]+/g, " ")}\``;
