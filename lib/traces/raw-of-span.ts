import type { Contents } from "@/lib/contents/read-contents";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import { decodeSent } from "@/lib/sent/decode-sent";

import type { SpanDocument } from "./document";
import { bodiesOf, type Bodies } from "./span-bodies";
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
export function rawOfSpan(span: StoredSpan, bodies: Bodies): Raw {
  const { contents } = bodies;
  const said = sentOf(span, bodies) ?? leftOf(span, contents);
  return {
    ...said,
    // Log events about the span stand beside its own events.
    events: [...said.events, ...(span.additions ?? []).flatMap((addition) => recordsOf(addition, bodies))],
    resource: objectOf(contents.value(span.resource_id)),
    metadata: objectOf(contents.value(span.metadata_id)),
  };
}

type Said = Required<Pick<Raw, "links" | "sent_as">> & {
  attributes: JsonObject;
  unmapped_attributes: string[];
  events: Json[];
};

function sentOf(span: StoredSpan, bodies: Bodies): Said | null {
  if (span.sent === null || span.sent === undefined) return null;
  const keys = listOf(bodies.contents.value(span.attributes_id)).filter((key) => typeof key === "string");
  const sent = decodeSent(span.sent, keys, bodiesOf(span, bodies), (id) => bodies.contents.text(id));
  return {
    attributes: sent.attributes,
    unmapped_attributes: sent.unmapped,
    events: sent.events,
    links: sent.links,
    sent_as: sent.span,
  };
}

function leftOf(span: StoredSpan, contents: Contents): Said {
  const left = objectOf(contents.value(span.attributes_id));
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
function recordsOf(addition: StoredAddition, bodies: Bodies): Json[] {
  const { attributes_id: left, occurred_at: time, sent } = addition;
  if (sent) return decodeSent(sent, [], bodiesOf(addition, bodies), (id) => bodies.contents.text(id)).events;
  return left === null ? [] : [{ time, attributes: bodies.contents.value(left) }];
}
