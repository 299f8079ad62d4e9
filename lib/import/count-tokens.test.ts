import { expect, test } from "vitest";

import { countInputTokens, countOutputTokens } from "./count-tokens";

test("input counts a frame of 3, the role and the body of each message, and 3 for the answer's start", () => {
  expect(countInputTokens([{ role: "user", content: "hello world" }])).toBe(3 + 1 + 2 + 3);
});

test("output counts text, and names and arguments of tool calls", () => {
  const call = { id: "c", function: { name: "think", arguments: "{}" } };
  expect(countOutputTokens({ role: "assistant", content: "hello world" })).toBe(2);
  expect(countOutputTokens({ role: "assistant", content: null, tool_calls: [call] })).toBeGreaterThan(1);
});

test("a special token's name in a text is text", () => {
  expect(countOutputTokens({ role: "assistant", content: "<|endoftext|>" })).toBeGreaterThan(1);
});
