import { z } from "zod";

import { scoreSchema } from "@/lib/scores/score";
import { traceHeadSchema, traceSummarySchema } from "@/lib/traces/summary";

/** A conversation: its traces together. */
export const sessionSummarySchema = z.object({
  session_id: z.string(),
  user_ids: z.array(z.string()).meta({ description: "Whoever took part; usually one." }),
  features: z.array(z.string()),
  started_at: z.string().meta({ description: "Start of the first trace." }),
  last_at: z.string().meta({ description: "Start of the last trace." }),
  ended_at: z.string().nullable().meta({ description: "The latest end of a trace; null: none has ended." }),
  traces: z.number(),
  errors: z.number(),
  open: z.boolean(),
  cost_usd: z.string().nullable(),
  tokens_estimated: z.boolean(),
  cost_status: z.enum(["known", "partial", "unknown"]).nullable(),
  tokens: traceHeadSchema.shape.tokens,
  first_input: z.string().nullable().meta({
    description: "The first 200 characters of what was asked first; null: not recorded, or not to be read.",
  }),
  content_hidden: traceHeadSchema.shape.content_hidden,
  scores: z
    .array(scoreSchema)
    .meta({ description: "Judgements of the session; with its traces, also of those." }),
});
export type SessionSummary = z.output<typeof sessionSummarySchema>;

export const sessionDocumentSchema = sessionSummarySchema.extend({
  data: z.array(traceSummarySchema).meta({ description: "Its traces, oldest first." }),
  next_cursor: z.string().nullable(),
});
export type SessionDocument = z.output<typeof sessionDocumentSchema>;
