import { expect, it } from "vitest";
import { z } from "zod";

import { parse } from "./parse";

const saysOf = (schema: z.ZodType, value: unknown): string => {
  try {
    parse(schema, value);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

it.each<[z.ZodType, unknown, string]>([
  [z.object({ hours: z.number().min(1) }), { hours: 0 }, "hours: Use at least 1."],
  [z.object({ hours: z.int() }), { hours: 1.5 }, "hours: Use a whole number."],
  [z.object({ hours: z.number() }), {}, "hours: This is needed."],
  [z.object({ hours: z.number().gt(0) }), { hours: 0 }, "hours: Use more than 0."],
  [z.object({ name: z.string().min(1) }), { name: "" }, "name: This must not be empty."],
  [z.object({ name: z.string().max(3) }), { name: "long" }, "name: Use at most 3 characters."],
  [z.array(z.number()).max(2), [1, 2, 3], "body: Give at most 2."],
  [z.object({ name: z.string().max(3, { error: "Shorter." }) }), { name: "long" }, "name: Shorter."],
])("what is wrong is said in words of people (%#)", (schema, value, says) => {
  expect(saysOf(schema, value)).toBe(says);
});
