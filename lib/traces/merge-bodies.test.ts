import { expect, test } from "vitest";

import type { SpanBodies } from "@/lib/model/span";

import { mergeBodies } from "./merge-bodies";

const nothing: SpanBodies = {
  system: null,
  input: null,
  output: null,
  toolDefinitions: null,
  inputValue: null,
  outputValue: null,
  documents: null,
};
const user = (content: string) => ({ role: "user", content });

test("what the span says itself is believed; what it lacks is filled in", () => {
  const event = { ...nothing, system: "event", input: [user("event")], output: [user("event")] };
  const merged = mergeBodies({ ...nothing, input: [user("span")] }, [event]);
  expect(merged).toMatchObject({ system: "event", input: [user("span")], output: [user("event")] });
});

test("single messages make a conversation in the order of their events, each once", () => {
  const events = ["a", "b", "a"].map((content) => ({ ...nothing, input: [user(content)] }));
  expect(mergeBodies(nothing, events).input).toEqual([user("a"), user("b")]);
});

test("an event with the whole conversation beats its pieces", () => {
  const whole = { ...nothing, input: [user("a"), user("b")] };
  expect(mergeBodies(nothing, [{ ...nothing, input: [user("a")] }, whole]).input).toEqual(whole.input);
});
