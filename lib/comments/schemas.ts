import { z } from "zod";

import { MOST_BEFORE, MOST_QUOTED } from "./quote-limits";

/** What the verbs of comments take; forms of the console check with the same. */

/** Traces that are commented on at once. */
const MOST_TRACES = 100;

const id = z.string().regex(/^\d{1,18}$/);
const text = z
  .string()
  .trim()
  .min(1, { error: "Write something." })
  .max(10_000, { error: "Use at most 10,000 characters." });

export const WriteComment = z
  .object({
    /** Of several traces each gets the same words. */
    traceIds: z
      .array(z.string().regex(/^[0-9a-f]{32}$/))
      .min(1)
      .max(MOST_TRACES),
    spanId: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .nullable()
      .default(null),
    quote: z
      .object({ text: z.string().min(1).max(MOST_QUOTED), before: z.string().max(MOST_BEFORE) })
      .nullable()
      .default(null),
    text,
  })
  .refine(({ quote, spanId }) => quote === null || spanId !== null, { error: "A passage is of a span." })
  .refine(({ traceIds, spanId }) => spanId === null || traceIds.length === 1, {
    error: "A span is of one trace.",
  });
export type WriteComment = z.input<typeof WriteComment>;

export const ChangeComment = z.discriminatedUnion("change", [
  z.object({ id, change: z.literal("edit"), text }),
  z.object({ id, change: z.literal("resolve") }),
  z.object({ id, change: z.literal("reopen") }),
  z.object({ id, change: z.literal("delete") }),
]);
export type ChangeComment = z.input<typeof ChangeComment>;
