import { z } from "zod";

import { FEWEST_LETTERS } from "@/lib/bodies/redact-passage";

/** Traces of one request. */
const MOST_TRACES = 100;
/** Days of one request. */
const MOST_DAYS = 400;
const MOST_CHARACTERS = 10_000;
const DAY_MS = 86_400_000;

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: "must be a day, such as 2026-01-31" })
  .refine((value) => !Number.isNaN(Date.parse(`${value}T00:00:00Z`)), { error: "is no day" });

const ByTraces = z
  .strictObject({
    traces: z.array(z.string().min(1).max(500)).min(1).max(MOST_TRACES),
  })
  .meta({ description: `Everything that these traces carry: up to ${MOST_TRACES} ids.` });

const ByText = z
  .strictObject({
    text: z
      .string()
      .max(MOST_CHARACTERS)
      .refine((text) => (text.match(/[\p{L}\p{N}]/gu) ?? []).length >= FEWEST_LETTERS, {
        error: `must have ${FEWEST_LETTERS} letters or digits at least: fewer stand everywhere`,
      })
      .meta({ description: "To the letter, in this case; wherever it stands, however it is escaped." }),
    from: day.meta({ description: "First day (UTC) of the spans that are looked through." }),
    to: day.meta({ description: `Last day; ${MOST_DAYS} days at most.` }),
  })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "must not lie before `from`" })
  .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / DAY_MS < MOST_DAYS, {
    path: ["to"],
    error: `must lie within ${MOST_DAYS} days of \`from\``,
  });

export const ErasureInput = z.union([ByTraces, ByText]);
export type ErasureInput = z.output<typeof ErasureInput>;

export const erasureAnswerSchema = z.object({
  bodies: z
    .number()
    .meta({ description: "Texts, messages, documents and attributes that were erased or blackened." }),
  blocks: z.number().meta({ description: "Blocks of storage that were rewritten." }),
  traces: z
    .number()
    .meta({ description: "Traces of which something was erased; 0 when all was erased before." }),
});
export type ErasureAnswer = z.output<typeof erasureAnswerSchema>;

/** Every day of a range. */
export function daysOf({ from, to }: { from: string; to: string }): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
