import { cut, type MessagePayload, type Notice, type Tone } from "../message";

/** Where events go; PagerDuty has no other address for accounts that are not in the EU. */
export const PAGERDUTY_URL = "https://events.pagerduty.com/v2/enqueue";

const SEVERITIES: Record<Tone, "critical" | "warning" | "info"> = {
  alert: "critical",
  warning: "warning",
  resolved: "info",
  info: "info",
};

/** Its limit. */
const SUMMARY = 1024;

/** Who sends, and as what. */
export interface EventOf {
  /** The message's own. */
  id: string;
  routingKey: string;
  payload: MessagePayload;
  notice: Notice;
  /** The console's address. */
  publicUrl: string;
}

/**
 * An alert event of the Events API v2. All messages of an incident have one key, so that PagerDuty has one incident, which the
 * message of its end resolves.
 */
export function pagerDutyEvent({ id, routingKey, payload, notice, publicUrl }: EventOf): object {
  const key = {
    routing_key: routingKey,
    dedup_key: dedupKey(id, payload),
  };
  if (payload.type === "incident.resolved") return { ...key, event_action: "resolve" };
  return {
    ...key,
    event_action: "trigger",
    client: "Recount",
    client_url: notice.link,
    links: [{ href: notice.link, text: "Open in Recount" }],
    payload: {
      summary: cut(notice.title, SUMMARY),
      source: new URL(publicUrl).host,
      severity: SEVERITIES[notice.tone],
      timestamp: notice.at,
      component: payload.project,
      group: payload.project,
      class: payload.type,
      custom_details: {
        ...Object.fromEntries(notice.facts.map(({ label, value }) => [label, value])),
        ...(notice.points.length > 0 && {
          [payload.type === "digest" ? "Messages" : "Findings"]: notice.points.map(({ text, link }) =>
            link === null ? text : `${text} ${link}`,
          ),
        }),
        ...(notice.sparkline !== null && { Course: notice.sparkline }),
      },
    },
  };
}

/** At most 255 characters. */
function dedupKey(id: string, { project, incident, incident_id: incidentId }: MessagePayload): string {
  const about = incident?.id ?? incidentId;
  // Within an account that several instances of Recount page, projects of one name are told apart by their numbers of incidents alone.
  return typeof about === "number" ? `recount ${project} incident ${about}` : `recount ${id}`;
}
