import { expect, it } from "vitest";

import type { SpanDocument } from "@/lib/traces/document";

import { compareCalls } from "./compare-calls";

const call = (said: Partial<SpanDocument>): SpanDocument =>
  ({
    request_model: "gpt-4o",
    response_model: "gpt-4o-2024-08-06",
    system: "Be brief.",
    tool_definitions: null,
    parameters: { temperature: 0 },
    input: [{ role: "user", content: "Where is it?" }],
    ...said,
  }) as SpanDocument;
const [asked, answered] = [
  { role: "user", content: "Where is it?" },
  { role: "assistant", content: "In Lisbon." },
];

it("messages that were only added are no change", () => {
  expect(compareCalls(call({}), call({ input: [asked, answered] }), { unchanged: 1, dropped: 0 })).toEqual(
    [],
  );
});

it("names what the call was given otherwise, before and now", () => {
  const changed = compareCalls(
    call({}),
    call({
      system: "Be kind.",
      request_model: "gpt-4o-mini",
      tool_definitions: [{ name: "look_up" }] as SpanDocument["tool_definitions"],
      parameters: { temperature: 1 },
    }),
    { unchanged: 1, dropped: 0 },
  );
  expect(changed.map(({ name, a, b }) => [name, a, b])).toEqual([
    ["Model", "gpt-4o", "gpt-4o-mini"],
    ["Instructions", "Be brief.", "Be kind."],
    ["Tools", null, JSON.stringify([{ name: "look_up" }], null, 2)],
    ["Parameters", '{\n  "temperature": 0\n}', '{\n  "temperature": 1\n}'],
  ]);
});

it("shows messages that have gone beside those that stand in their place", () => {
  const [part] = compareCalls(
    call({ input: [asked, answered] }),
    call({ input: [asked, { role: "user", content: "A summary." }] }),
    { unchanged: 1, dropped: 1 },
  );
  expect(part).toMatchObject({ name: "Messages", a: "assistant: In Lisbon.", b: "user: A summary." });
});
