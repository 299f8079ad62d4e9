import type { z } from "zod";

const TYPES: Record<string, string> = {
  number: "Use a number.",
  int: "Use a whole number.",
  string: "Use a text.",
  boolean: "Use true or false.",
  array: "Use a list.",
  object: "Use an object.",
};

/** What is wrong with a value and what to do, in words of people; undefined: as the library says it. Given to zod as its error map. */
export function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type")
    return issue.input === undefined ? "This is needed." : TYPES[issue.expected];
  if (issue.code === "too_small") {
    const { minimum, inclusive = true, origin } = issue;
    if (origin === "string")
      return minimum === 1 ? "This must not be empty." : `Use at least ${minimum} characters.`;
    if (origin === "array" || origin === "set")
      return minimum === 1 ? "Give at least one." : `Give at least ${minimum}.`;
    return inclusive ? `Use at least ${minimum}.` : `Use more than ${minimum}.`;
  }
  if (issue.code === "too_big") {
    const { maximum, inclusive = true, origin } = issue;
    if (origin === "string") return `Use at most ${maximum} characters.`;
    if (origin === "array" || origin === "set") return `Give at most ${maximum}.`;
    return inclusive ? `Use at most ${maximum}.` : `Use less than ${maximum}.`;
  }
  return undefined;
}
