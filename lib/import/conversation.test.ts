import { expect, test } from "vitest";

import { parseConversations } from "./conversation";

test("a bad line is named with its number and field", () => {
  const good = '{"task_id":1,"trial":0,"user_id":"u","reward":0,"messages":[{"role":"user","content":"hi"}]}';
  expect(() => parseConversations(`${good}\n{"task_id":"x"}`)).toThrow(/line 2 .*task_id/);
  expect(() => parseConversations(`${good}\n\n{`)).toThrow(/line 3 .*not JSON/);
});
