import { expect, it } from "vitest";

import { decodeTraces } from "../decode";
import { storedDocument } from "../stored-document.testing";

/** Text of JSON, as `__proto__` cannot be written in a literal. */
const request = `{"resourceSpans":[{
  "resource":{"attributes":[{"key":"__proto__","value":{"stringValue":"of the resource"}}],"droppedAttributesCount":4},
  "schemaUrl":"https://opentelemetry.io/schemas/1.38.0",
  "scopeSpans":[{"scope":{"name":"s","droppedAttributesCount":5},"schemaUrl":"https://opentelemetry.io/schemas/1.37.0",
    "spans":[{
      "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"n",
      "startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",
      "attributes":[
        {"key":"none","value":{}},
        {"key":"","value":{"stringValue":"of an empty key"}},
        {"key":"gen_ai.request.model","value":{}},
        {"key":"held","value":{"kvlistValue":{"values":[
          {"key":"none","value":{}},{"key":"","value":{"intValue":"1"}},{"key":"__proto__","value":{"stringValue":"nested"}}]}}}],
      "droppedAttributesCount":1,"droppedEventsCount":2,"droppedLinksCount":3,"flags":769,
      "events":[{"name":"e","timeUnixNano":"1544712660000000001","droppedAttributesCount":6,
        "attributes":[{"key":"__proto__","value":{"stringValue":"of an event"}},{"key":"none","value":{}}]}],
      "links":[{"traceId":"5b8efff798038103d269b633813fc60d","spanId":"eee19b7ec3c1b175","traceState":"a=1","flags":257,
        "droppedAttributesCount":7,"attributes":[{"key":"__proto__","value":{"stringValue":"of a link"}}]}]
    }]}]}]}`;

it("what a span, its events, links, resource and scope say is kept, and what the client dropped of them is said", () => {
  const [span] = decodeTraces(Buffer.from(request), "json").spans;
  const document = storedDocument(span as NonNullable<typeof span>);
  expect(JSON.parse(JSON.stringify(document.attributes))).toEqual(
    JSON.parse(
      '{"none":null,"":"of an empty key","gen_ai.request.model":null,"held":{"none":null,"":1,"__proto__":"nested"}}',
    ),
  );
  expect(JSON.stringify(document.events)).toBe(
    '[{"name":"e","time_unix_nano":"1544712660000000001","attributes":{"__proto__":"of an event","none":null},"dropped_attributes_count":6}]',
  );
  expect(JSON.stringify(document.links)).toContain('"attributes":{"__proto__":"of a link"}');
  expect(document.links).toMatchObject([{ trace_state: "a=1", flags: 257, dropped_attributes_count: 7 }]);
  expect(document.sent_as).toEqual({
    dropped_attributes_count: 1,
    dropped_events_count: 2,
    dropped_links_count: 3,
    flags: 769,
  });
  expect(JSON.stringify(document.resource)).toContain('{"__proto__":"of the resource"}');
  expect(document.resource).toMatchObject({
    schema_url: "https://opentelemetry.io/schemas/1.38.0",
    dropped_attributes_count: 4,
    scope: { schema_url: "https://opentelemetry.io/schemas/1.37.0", dropped_attributes_count: 5 },
  });
  expect(document.notes).toContain("truncated");
  expect(document.request_model).toBeNull();
});

it.each(["events", "links"])("what was dropped of a span's %s alone is said, too", (list) => {
  const one = JSON.parse(request) as {
    resourceSpans: [{ scopeSpans: [{ spans: [Record<string, unknown>] }] }];
  };
  const [sent] = one.resourceSpans[0].scopeSpans[0].spans;
  for (const key of ["droppedAttributesCount", "droppedEventsCount", "droppedLinksCount"]) delete sent[key];
  delete sent[list === "events" ? "links" : "events"];
  const [span] = decodeTraces(Buffer.from(JSON.stringify(one)), "json").spans;
  expect(storedDocument(span as NonNullable<typeof span>).notes).toContain("truncated");
});
