"use client";

import { plural } from "@/lib/format/count";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { SHORT_KINDS } from "@/components/notifications/channel-words";
import type { SentMessage } from "@/lib/incidents/incident";
import type { TimelineEntry } from "@/lib/incidents/timeline";
import { DELIVERY_WORDS } from "@/lib/notify/delivery-words";

import { EVENT_WORDS } from "./incident-labels";

/** Of an incident, in order: what changed, what happened, who was told, what was done, what was said. */
export const Timeline = ({ events }: { events: readonly TimelineEntry[] }) => (
  <ol className="px-3.5 pb-1 text-s">
    {events.map((event) => (
      <li
        key={event.id}
        className="relative border-l border-line pb-3 pl-3.5 before:absolute before:top-1.5 before:-left-[3.5px] before:size-1.5 before:rounded-full before:bg-line-strong last:border-transparent"
      >
        <div className="flex flex-wrap gap-x-2">
          <span className="font-medium">{EVENT_WORDS[event.kind]}</span>
          {event.kind === "owner" && <span className="font-medium">{event.text}</span>}
          {event.message !== null && (
            <span className="font-medium wrap-anywhere">{event.message.channel}</span>
          )}
          {event.actor !== null && <span className="text-ink-2">by {event.actor}</span>}
          <span className="text-ink-3">
            <AbsoluteTime at={event.at} />
          </span>
        </div>
        <Words event={event} />
        {event.message !== null && <Outcome of={event.message} />}
      </li>
    ))}
  </ol>
);

/** What became of a message. */
const Outcome = ({ of: { channelKind, state, endedAt, gathered } }: { of: SentMessage }) => (
  <p className={state === "failed" ? "text-bad" : "text-ink-3"}>
    {SHORT_KINDS[channelKind]}, {gathered && "gathered with others, "}
    {DELIVERY_WORDS[state]}
    {endedAt !== null && state !== "cancelled" && (
      <>
        {" "}
        <AbsoluteTime at={endedAt} />
      </>
    )}
  </p>
);

function Words({ event: { kind, text, detail } }: { event: TimelineEntry }) {
  const more = kind === "finding" && typeof detail?.["count"] === "number" ? detail["count"] - 1 : 0;
  const traceId = detail?.["trace_id"];
  return (
    <>
      {typeof traceId === "string" && <p className="truncate font-mono text-xs text-ink-2">{traceId}</p>}
      {text !== null && kind !== "owner" && (
        <p
          className={
            kind === "comment"
              ? "mt-1 rounded-m bg-sunken px-2.5 py-1.5 wrap-anywhere whitespace-pre-wrap"
              : "wrap-anywhere whitespace-pre-wrap text-ink-2"
          }
        >
          {text}
          {more > 0 && `, and ${plural(more, "more finding")}`}
        </p>
      )}
    </>
  );
}
