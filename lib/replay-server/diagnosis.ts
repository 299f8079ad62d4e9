import { z } from "zod";

export const FINDING_KINDS = [
  "no_messages",
  "no_answer",
  "no_tool_result",
  "truncated",
  "server_state",
  "sampling",
  "time_in_prompt",
  "equal_calls",
  "order_of_results",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

const findingSchema = z.object({
  kind: z.enum(FINDING_KINDS),
  blocks: z.boolean().meta({
    description:
      "true: a call cannot be answered from the recording; false: a new run may come to ask something else.",
  }),
  span_id: z.string(),
  span_name: z.string(),
  message: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

/** What stands in the way of replaying a trace, and what replaying it saves. */
export const diagnosisSchema = z.object({
  trace_id: z.string(),
  model_calls: z.number(),
  answerable_calls: z.number().meta({ description: "Model calls whose messages and answer were recorded." }),
  saves: z
    .object({
      usd: z.string().meta({ description: "What the model calls of a known price cost." }),
      calls_of_unknown_cost: z.number(),
      ms: z.number().meta({ description: "How long the model calls took, one after the other." }),
      calls_of_unknown_duration: z.number(),
    })
    .meta({ description: "What one replay of the whole trace saves." }),
  findings: z.array(findingSchema).meta({ description: "In the order of the trace; at most 500." }),
  findings_total: z.number(),
  all_spans_looked_at: z.boolean().meta({
    description: "false: the trace holds more model calls and tools than are looked at.",
  }),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;
