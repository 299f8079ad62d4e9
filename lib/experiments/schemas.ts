import { z } from "zod";

import { CallEdits } from "./edit-request";
import { FEWEST_TRIES, MOST_RUNS, MOST_TRIED } from "./limits";
import { Outcome } from "./outcome";

const number = (name: string, min: number, max: number) =>
  z
    .number({ error: `${name} must be a number.` })
    .min(min, { error: `${name}: use at least ${min}.` })
    .max(max, { error: `${name}: use at most ${max}.` });

/** Null: not sent. What is not named is sent as it was recorded. */
const Parameters = z.object({
  temperature: number("Temperature", 0, 2).nullable().optional(),
  max_tokens: number("Most tokens", 1, 200_000)
    .int({ error: "Most tokens must be a whole number." })
    .nullable()
    .optional(),
  top_p: number("Top p", 0, 1).nullable().optional(),
  seed: z.int({ error: "Seed must be a whole number." }).nullable().optional(),
});

const Common = z.object({
  traceId: z.string().min(1).max(500),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  providerId: z.int({ error: "Choose a provider." }).positive({ error: "Choose a provider." }),
  model: z
    .string()
    .trim()
    .min(1, { error: "Name a model." })
    .max(200, { error: "A model’s name has at most 200 characters." }),
  parameters: Parameters.default({}),
});

const times = (least: number) =>
  z
    .int({ error: "Use a whole number of runs." })
    .min(least, { error: `Run it at least ${least} times.` })
    .max(MOST_RUNS, { error: `Run it at most ${MOST_RUNS} times.` });

export const ExperimentInput = z.discriminatedUnion("kind", [
  Common.extend({ kind: z.literal("rerun"), times: times(1), edits: CallEdits.prefault({}) }),
  Common.extend({
    kind: z.literal("what_if"),
    /** Of a part. */
    times: times(FEWEST_TRIES),
    /** Keys of the parts that are taken out, one at a time. */
    parts: z
      .array(z.string().max(10))
      .min(1, { error: "Choose what to take out." })
      .max(MOST_TRIED, { error: `Take out at most ${MOST_TRIED} parts in turn.` })
      .refine((keys) => new Set(keys).size === keys.length, { error: "Name each part once." }),
    outcome: Outcome,
  }),
]);
export type ExperimentInput = z.input<typeof ExperimentInput>;
export type Experiment = z.output<typeof ExperimentInput>;
