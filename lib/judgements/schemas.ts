import { z } from "zod";

/** What the verb of scoring takes; the console's form checks with the same. */

/** Traces that are scored at once. */
const MOST_TRACES = 100;

const words = (most: number) =>
  z
    .string()
    .trim()
    .max(most, { error: `Use at most ${most.toLocaleString("en")} characters.` })
    .transform((text) => (text === "" ? null : text))
    .nullable()
    .default(null);

export const WriteScore = z
  .object({
    /** Of several traces each gets the same score. */
    traceIds: z
      .array(z.string().regex(/^[0-9a-f]{32}$/))
      .max(MOST_TRACES)
      .default([]),
    /** In place of traces: the session as a whole. */
    sessionId: z.string().min(1).max(512).nullable().default(null),
    spanId: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .nullable()
      .default(null),
    name: z
      .string()
      .trim()
      .min(1, { error: "Say what is judged." })
      .max(512, { error: "Use at most 512 characters." }),
    value: z.union(
      [
        z.boolean(),
        z.number({ error: "Give a number." }),
        z
          .string()
          .trim()
          .min(1, { error: "Give a value." })
          .max(4096, { error: "Use at most 4,096 characters." }),
      ],
      { error: "Give a value." },
    ),
    comment: words(20_000),
    /** What should have been answered. */
    correction: words(200_000),
  })
  .refine(({ traceIds, sessionId }) => traceIds.length > 0 !== (sessionId !== null), {
    error: "A score is of traces or of a session.",
  })
  .refine(({ spanId, traceIds }) => spanId === null || traceIds.length === 1, {
    error: "A span is of one trace.",
  });
export type WriteScore = z.input<typeof WriteScore>;
