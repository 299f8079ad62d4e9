import { expect, it } from "vitest";

import { callName } from "./call-name";

it.each([
  ["chat gpt-4o", "gpt-4o", "chat"],
  ["Chat Completion with 'gpt-4o'", "gpt-4o", "Chat Completion"],
  ["chat:openai/gpt-4o", "openai/gpt-4o", "chat"],
  ["generate (claude-opus-4)", "claude-opus-4", "generate"],
  ["plan the trip", "gpt-4o", "plan the trip"],
  ["gpt-4o", "gpt-4o", "gpt-4o"],
  ["chat gpt-4o-mini", "gpt-4o", "chat gpt-4o-mini"],
  ["chat", "", "chat"],
])("%s of %s is %s", (name, model, expected) => {
  expect(callName(name, null, model)).toBe(expected);
});
