import type { IncidentDetail, IncidentEvent, SentMessage } from "./incident";

export interface TimelineEntry extends Omit<IncidentEvent, "kind"> {
  /** `change`: something new was seen that may be its cause; `over`: one of its findings has ended. */
  kind: IncidentEvent["kind"] | "change" | "over";
  /** Of a message to a channel. */
  message: SentMessage | null;
}

/** What is known of an incident's course, the earliest first: what changed before, what was found, told, done and said. */
export function timelineOf(
  incident: Pick<IncidentDetail, "established" | "events" | "messages">,
): TimelineEntry[] {
  return [
    ...changesOf(incident),
    ...endsOf(incident),
    ...incident.events.map((event) => ({ ...event, message: null })),
    ...incident.messages.map((message) => ({
      id: `message ${message.id}`,
      at: message.at,
      kind: "notified" as const,
      actor: null,
      text: message.title,
      detail: null,
      message,
    })),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** How each finding ended; that of the only one is told with the incident's own end. */
function endsOf({ established }: Pick<IncidentDetail, "established">): TimelineEntry[] {
  if (established.length < 2) return [];
  return established.flatMap(({ id, title, resolvedAt, resolution }): TimelineEntry[] =>
    resolvedAt === null
      ? []
      : [
          {
            id: `over ${id}`,
            at: resolvedAt,
            kind: "over",
            actor: null,
            text: resolution === null ? title : `${title}: ${resolution}`,
            detail: null,
            message: null,
          },
        ],
  );
}

/** Candidates of findings that were new, each once, when they were seen first. Rules of any version may have written them. */
function changesOf({ established }: Pick<IncidentDetail, "established">): TimelineEntry[] {
  const changes = new Map<string, TimelineEntry>();
  for (const { detail } of established) {
    const { candidates } = detail;
    for (const one of Array.isArray(candidates) ? (candidates as unknown[]) : []) {
      const { dimension, value, firstSeenAt, sentence } = (one ?? {}) as Record<string, unknown>;
      if (typeof sentence !== "string" || typeof firstSeenAt !== "string") continue;
      if (Number.isNaN(Date.parse(firstSeenAt))) continue;
      const id = `change ${JSON.stringify([dimension, value])}`;
      if (changes.has(id)) continue;
      changes.set(id, {
        id,
        at: firstSeenAt,
        kind: "change",
        actor: null,
        text: sentence,
        detail: null,
        message: null,
      });
    }
  }
  return [...changes.values()];
}
