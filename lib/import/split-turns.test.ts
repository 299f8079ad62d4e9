import { expect, test } from "vitest";

import { splitTurns } from "./split-turns";

const user = { role: "user", content: "?" } as const;
const assistant = { role: "assistant", content: "!" } as const;
const system = { role: "system", content: "be kind" } as const;

test("an assistant that speaks first has a turn of its own", () => {
  expect(splitTurns([system, assistant, user, assistant, user])).toEqual([
    { from: 1, to: 2 },
    { from: 2, to: 4 },
    { from: 4, to: 5 },
  ]);
});

test("a conversation of nothing but its system prompt has no turn", () => {
  expect(splitTurns([system])).toEqual([]);
});
