import type { Opened } from "@/lib/bodies/read-bodies";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import { decodeSent } from "@/lib/sent/decode-sent";

import type { SpanDocument } from "./document";
import { bodiesOf, type Open } from "./span-bodies";
import type { StoredAddition, StoredSpan } from "./span-row";

type Raw = Pick<
  SpanDocument,
  "attributes" | "unmapped_attributes" | "events" | "links" | "sent_as" | "resource" | "metadata"
>;

const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/**
 * A span as it was sent: attributes, events, links, resource and scope. Of a span that came in pieces or by another protocol, the
 * attributes are what has no place of its own.
 */
export function rawOfSpan(span: StoredSpan, open: Open): Raw {
  const opened = open(span);
  const said = sentOf(span, open) ?? leftOf(opened);
  return {
    ...said,
    // Log events about the span stand beside its own events.
    events: [...said.events, ...(span.additions ?? []).flatMap((addition) => recordsOf(addition, open))],
    resource: objectOf(opened?.value("resource")),
    metadata: objectOf(opened?.value("metadata")),
  };
}

type Said = Required<Pick<Raw, "links" | "sent_as">> & {
  attributes: JsonObject;
  unmapped_attributes: string[];
  events: Json[];
};

function sentOf(span: StoredSpan, open: Open): Said | null {
  const opened = open(span);
  const stored = opened?.text("sent") ?? null;
  if (opened === null || stored === null) return null;
  const keys = listOf(opened.value("attributes")).filter((key) => typeof key === "string");
  const sent = decodeSent(stored, keys, bodiesOf(span, open));
  return {
    attributes: sent.attributes,
    unmapped_attributes: sent.unmapped,
    events: sent.events,
    links: sent.links,
    sent_as: sent.span,
  };
}

function leftOf(opened: Opened | null): Said {
  const left = objectOf(opened?.value("attributes"));
  const attributes = objectOf(left.attributes);
  return {
    attributes,
    unmapped_attributes: Object.keys(attributes),
    events: listOf(left.events),
    links: listOf(left.links),
    sent_as: {},
  };
}

/** Log records about the span, as they were sent. */
function recordsOf(addition: StoredAddition, open: Open): Json[] {
  const opened = open(addition);
  const sent = opened?.text("sent") ?? null;
  if (sent !== null) return decodeSent(sent, [], bodiesOf(addition, open)).events;
  const attributes = opened?.value("attributes") ?? null;
  return attributes === null ? [] : [{ time: addition.occurred_at, attributes }];
}
