import { z } from "zod";

import { instant } from "@/lib/traces/filter";

/** Prompts in the words of the public API, which are those of the console too. */

const words = z.array(z.string().max(1024)).default([]);

export const promptListQuerySchema = z.object({
  from: instant.optional().meta({ description: "Start of the range; 24 hours before `to` unless told." }),
  to: instant.optional().meta({ description: "End of the range, not included; now unless told." }),
  environment: words.meta({ description: "Deployment environment; repeat for any of several." }),
  feature: words.meta({ description: "Product feature; repeat for any of several." }),
});
/** Of the console's files. */
export const promptExportQuerySchema = promptListQuerySchema.extend({
  format: z.enum(["csv", "json"]).default("csv"),
});
export type PromptListQuery = z.output<typeof promptListQuerySchema>;

export const promptQuerySchema = promptListQuerySchema.extend({
  include: z
    .enum(["content"], { error: "must be content" })
    .optional()
    .meta({ description: "`content`: the texts of the versions, too." }),
});

const noteSchema = z
  .object({ text: z.string(), author: z.string(), at: z.string() })
  .nullable()
  .meta({ description: "Why this version differs from the one before, as somebody wrote it." });

export const promptSummarySchema = z.object({
  prompt_id: z.string(),
  name: z.string().meta({ description: "As the client names it; otherwise its feature." }),
  features: z.array(z.string()).meta({ description: "Features that used it in the range, most first." }),
  versions: z.number(),
  first_seen_at: z.string(),
  last_seen_on: z
    .string()
    .nullable()
    .meta({ description: "Last day (UTC) of the past 90 with a model call; null: none." }),
  calls: z.number().meta({ description: "Model calls of the range." }),
  interactions: z.number().meta({ description: "Of the range, whose answer it wrote." }),
  newest: z.object({
    version: z.string(),
    fingerprint: z.string(),
    first_seen_at: z.string(),
    share: z
      .number()
      .nullable()
      .meta({ description: "Of the prompt's model calls in the range; null: there are none." }),
    note: noteSchema,
  }),
});
export type PromptSummary = z.output<typeof promptSummarySchema>;

export const promptListSchema = z.object({
  from: z.string(),
  to: z.string(),
  data: z.array(promptSummarySchema),
  left_out: z
    .number()
    .meta({ description: "Prompts that are not listed: the 1,000 whose versions are the newest are." }),
});
export type PromptList = z.output<typeof promptListSchema>;

const bounds = "Its interval of 95 %; a bound is null where too little was seen to have one.";
const estimateSchema = z
  .object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() })
  .meta({ description: bounds });
const moneySchema = z
  .object({ value: z.string().nullable(), low: z.string().nullable(), high: z.string().nullable() })
  .meta({ description: bounds });
/** A figure, and between what it lies at 95 %. */
export type Estimate = z.output<typeof estimateSchema>;

export const versionFiguresSchema = z.object({
  calls: z.number().meta({ description: "Model calls that used it." }),
  interactions: z.number().meta({ description: "Whose answer it wrote: what all the others are of." }),
  cost_per_interaction_usd: moneySchema,
  unknown_cost_count: z.number().meta({
    description:
      "Calls of these interactions whose cost nobody knows: above 0, the cost is at least the value.",
  }),
  estimated_calls: z.number().meta({
    description: "Of `calls`, whose tokens a tokenizer counted: above 0, the cost is an estimate.",
  }),
  synthetic_clock: z.number().meta({
    description:
      "Of `interactions`, whose times an importer laid out: above 0, latencies say nothing of how fast they were.",
  }),
  latency_p50_ms: estimateSchema,
  latency_p95_ms: estimateSchema,
  ttft_count: z.number().meta({ description: "Interactions with a first token." }),
  ttft_p50_ms: estimateSchema,
  error_share: estimateSchema,
  complete_share: estimateSchema,
  scores: z.array(
    z.object({
      name: z.string(),
      data_type: z.enum(["number", "boolean"]),
      count: z.number(),
      mean: estimateSchema.meta({ description: "True is 1, false is 0." }),
    }),
  ),
});
export type VersionFigures = z.output<typeof versionFiguresSchema>;

export const promptVersionSchema = z.object({
  number: z.number().meta({ description: "In the order of first sight." }),
  version: z.string().meta({ description: "As the client names it; otherwise its number." }),
  fingerprint: z.string(),
  first_seen_at: z.string(),
  last_seen_on: z.string().nullable(),
  note: noteSchema,
  shared_with: z.array(z.string()).meta({
    description: "Other names of the same text and tools (`name@version`): the figures are of all of them.",
  }),
  has_text: z.boolean(),
  text: z.string().nullable().meta({ description: "Where it is asked for and stored." }),
  figures: versionFiguresSchema,
});
export type PromptVersion = z.output<typeof promptVersionSchema>;

export const promptDocumentSchema = z.object({
  prompt_id: z.string(),
  name: z.string(),
  from: z.string(),
  to: z.string(),
  cost_pieces: z.string().meta({
    description: "What the intervals of cost take apart: minute, 5m, 15m, hour or day.",
  }),
  versions: z.array(promptVersionSchema).meta({ description: "The newest 100, newest first." }),
  versions_left_out: z.number(),
  in_use: z
    .array(
      z.object({
        dimension: z.enum(["feature", "environment", "release", "model"]),
        value: z.string().nullable().meta({ description: "Null: not said." }),
        calls: z.number(),
        versions: z.array(z.object({ version: z.string(), fingerprint: z.string(), calls: z.number() })),
      }),
    )
    .meta({ description: "Where the model calls of the range came from, by dimension, most first." }),
});
export type PromptDocument = z.output<typeof promptDocumentSchema>;
