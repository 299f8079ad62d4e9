import { z } from "zod";

import { INTERVALS, type Interval } from "./intervals";
import { METRICS } from "./metric-query";

const number = z.number().nullable();

/** A figure: which of these a metric has is fixed. Unknown is null. */
const figureSchema = z.object({
  value: z.union([z.number(), z.string()]).nullable().optional().meta({
    description:
      "Counts and rates (0 to 1) as numbers; cost in US dollars as a decimal string; the mean of a score.",
  }),
  count: z.number().optional().meta({ description: "How many observations the figure is made of." }),
  unknown: z
    .number()
    .optional()
    .meta({ description: "Calls whose cost or usage is unknown and not in the figure." }),
  estimated: z.number().optional().meta({
    description: "Calls in the figure whose tokens are a tokenizer's estimate; absent: none.",
  }),
  synthetic_clock: z.number().optional().meta({
    description:
      "Of latency and first token: interactions or calls whose times an importer laid out, so that the figure says nothing of how fast they were; absent: none.",
  }),
  p50: number.optional(),
  p90: number.optional(),
  p95: number.optional(),
  p99: number.optional(),
  input_total: number.optional(),
  cache_read: number.optional(),
  cache_write: number.optional(),
  output_total: number.optional(),
  reasoning: number.optional(),
  missing: z
    .object({
      prompt_version: z.number(),
      context: z.number(),
      output: z.number(),
      tool_results: z.number(),
      cost: z.number(),
    })
    .optional(),
});
export type Figure = z.output<typeof figureSchema>;

export const metricAnswerSchema = z.object({
  metric: z.string().meta({ examples: [...METRICS] }),
  from: z.string(),
  to: z.string(),
  interval: z.enum(Object.keys(INTERVALS) as [Interval, ...Interval[]]),
  group_by: z.string().nullable(),
  unit: z.enum(["count", "ratio", "ms", "usd", "tokens", "score"]),
  series: z.array(
    z.object({
      group: z
        .string()
        .nullable()
        .meta({ description: "The value of `group_by`; null: not grouped, or traces without a value." }),
      other: z.boolean().meta({ description: "true: everything beyond the largest groups, together." }),
      total: figureSchema,
      points: z.array(figureSchema.extend({ at: z.string().meta({ description: "Start of the point." }) })),
    }),
  ),
});
export type MetricAnswer = z.output<typeof metricAnswerSchema>;
export type Series = MetricAnswer["series"][number];
