import { z } from "zod";

import { FAILURES } from "@/lib/model/failure";
import { TOOL_MODES } from "@/lib/model/tool-mode";

import { scoreSchema } from "@/lib/scores/score";

import { searchHitSchema } from "./search-hit";

const tokenTotalsSchema = z
  .object({
    input_total: z.number().nullable(),
    cache_read: z.number().nullable(),
    cache_write: z.number().nullable(),
    output_total: z.number().nullable(),
    reasoning: z.number().nullable(),
  })
  .nullable()
  .meta({ description: "Totals include their parts; null: unknown." });

const applicable = z.boolean().nullable().meta({ description: "null: not applicable" });

/** What a trace is, without its spans: the head of the trace document, and a row of a list. */
export const traceHeadSchema = z.object({
  trace_id: z.string(),
  name: z.string(),
  status: z.enum(["ok", "error"]),
  started_at: z.string(),
  duration_ms: z.number().nullable(),
  ttft_ms: z.number().nullable(),
  streamed: z.boolean().nullable().meta({
    description: "Whether the answer streamed; null: unknown. What did not stream has no first token.",
  }),
  session_id: z.string().nullable(),
  user_id: z.string().nullable(),
  feature: z.string().nullable(),
  environment: z.string().nullable(),
  release: z.string().nullable(),
  version: z.string().nullable(),
  tags: z.array(z.string()),
  open: z.boolean(),
  tokens: tokenTotalsSchema,
  cost_usd: z.string().nullable(),
  tokens_estimated: z.boolean().meta({
    description: "true: tokens of at least one call, and what it cost, are a tokenizer's estimate.",
  }),
  cost_status: z.enum(["known", "partial", "unknown"]).nullable().meta({
    description: "partial: some calls have no known cost, or cost is computed from estimated tokens.",
  }),
  completeness: z.object({
    prompt_version: applicable,
    context: applicable,
    output: applicable,
    tool_results: applicable,
    cost: applicable,
  }),
  service: z.string().nullable(),
  models: z.array(z.string()),
  providers: z.array(z.string()),
  tools: z.array(z.string()),
  counts: z.object({
    spans: z.number(),
    llm: z.number(),
    tool: z.number(),
    retrieval: z.number(),
    errors: z.number(),
    unknown_cost: z.number(),
    contradicted_cost: z.number().meta({
      description:
        "Model calls of which the client reports another cost than ours by more than rounding: one of the two is wrong.",
    }),
  }),
  error_type: z.string().nullable(),
  failure: z
    .enum(FAILURES)
    .nullable()
    .meta({ description: "Why it failed, in words that are the same for every provider." }),
  retries: z.object({ count: z.number(), fallbacks: z.number() }).meta({
    description:
      "Calls and tools that were tried again, and how many of them with another model or provider.",
  }),
  tool_mode: z.enum(TOOL_MODES).nullable().meta({ description: "How its tools ran; null: not derived yet." }),
  parallel_saving_ms: z.number().nullable().meta({
    description: "What running independent tools at once would have saved; null: fewer than two tools.",
  }),
  notes: z
    .array(
      z.enum([
        "simulated",
        "tokensEstimated",
        "clockSynthetic",
        "sideEffect",
        "truncated",
        "ttftApproximate",
        "summed",
        "neverEnded",
      ]),
    )
    .meta({
      description:
        "What a reader must know before believing a number. `summed`: it has more spans than are resolved together; counts, tokens and cost are sums over its spans as each tells them, where a call that two spans tell may count twice, and what only the whole can tell is null.",
    }),
  content_hidden: z
    .boolean()
    .meta({ description: "true: the reader may not see content, so bodies are null." }),
});

export type TraceHead = z.infer<typeof traceHeadSchema>;

/** A row of the list of traces. */
export const traceSummarySchema = traceHeadSchema.extend({
  input_preview: z
    .string()
    .nullable()
    .meta({ description: "The first 200 characters of what the user said." }),
  output_preview: z
    .string()
    .nullable()
    .meta({ description: "The first 200 characters of the final answer." }),
  hit: searchHitSchema.optional(),
  scores: z
    .array(scoreSchema)
    .optional()
    .meta({ description: "Judgements of the trace and its spans, on request." }),
});

export type TraceSummary = z.infer<typeof traceSummarySchema>;
