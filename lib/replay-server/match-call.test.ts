import { expect, it } from "vitest";

import { canonicalMessages } from "./canonical-messages";
import { matchCall } from "./match-call";

const question = { role: "user", content: "When?" };
const calling = (city: string) => ({
  role: "assistant",
  content: null,
  tool_calls: [{ id: "c1", name: "look_up", arguments: { city } }],
});
const result = { role: "tool", tool_call_id: "c1", content: "Friday" };
const call = (...messages: Parameters<typeof canonicalMessages>[1]) => ({
  messages: canonicalMessages("Be brief.", messages),
  model: "m",
  tools: null,
});

it("a recording that leaves out what only calls tools is found by what it holds", () => {
  const asked = call(question, calling("Lisbon"), result);
  expect(matchCall(asked, [call(question), call(question, result)])).toEqual({ equal: [1] });
  expect(matchCall(asked, [call(question, { ...result, content: "Monday" })])).toHaveProperty("difference");
});

it("a recording that holds such messages is compared by them", () => {
  const asked = call(question, calling("Lisbon"), result);
  expect(matchCall(asked, [call(question, result), asked])).toEqual({ equal: [1] });
  expect(matchCall(asked, [call(question, calling("Porto"), result)])).toHaveProperty("difference");
  expect(matchCall(call(question, result), [asked])).toHaveProperty("difference");
});
