import { z } from "zod";

import { scoreSchema } from "@/lib/scores/score";

import { SPAN_KINDS } from "@/lib/model/kind";

import { traceHeadSchema } from "./summary";

/** JSON of any shape. */
const json = z.json();

const toolCallSchema = z.object({ id: z.string().nullable(), name: z.string(), arguments: json });

const messagePartSchema = z.union([
  z.object({ type: z.enum(["text", "refusal"]), text: z.string() }),
  z.object({
    type: z.literal("reasoning"),
    text: z.string(),
    signature: z.string().optional(),
    encrypted: z.string().optional(),
  }),
  z.object({
    type: z.literal("media"),
    modality: z.string(),
    mime_type: z.string().optional(),
    uri: z.string().optional(),
    file_id: z.string().optional(),
    bytes: z.number().optional(),
    transcript: z.string().optional(),
  }),
  z.object({ type: z.literal("other"), value: json }),
]);

const messageSchema = z.object({
  role: z.string(),
  content: z.union([z.string(), z.array(messagePartSchema)]).nullable(),
  name: z.string().optional(),
  tool_calls: z.array(toolCallSchema).optional(),
  tool_call_id: z.string().optional(),
});

const documentSchema = z.object({
  id: z.string().nullable(),
  content: z.string().nullable(),
  score: z.number().nullable(),
  metadata: z.record(z.string(), json).optional(),
  updated_at: z.string().optional(),
});

const errorSchema = z.object({
  type: z.string().nullable(),
  message: z.string().nullable(),
  stack: z.string().nullable().optional(),
});

const tokensSchema = traceHeadSchema.shape.tokens;

/** One step of a trace. Fields that do not belong to the span's kind are null; bodies that were not asked for are too. */
export const spanDocumentSchema = z.object({
  span_id: z.string(),
  parent_span_id: z.string().nullable(),
  kind: z.enum(SPAN_KINDS),
  name: z.string(),
  status: z.enum(["ok", "error"]),
  erased_at: z.string().optional().meta({
    description: "When all that the span carried was erased; absent: it was not. Its texts are null then.",
  }),
  error: errorSchema.nullable(),
  failure: traceHeadSchema.shape.failure,
  attempt: z.array(z.enum(["repeats", "replaced", "fallback"])).meta({
    description:
      "How it stands to others that were to do the same: it repeats an earlier one, another one replaced it, it went to another model or provider.",
  }),
  started_at: z.string(),
  duration_ms: z.number().nullable(),
  open: z.boolean(),
  service: z.string().nullable(),
  provider: z.string().nullable(),
  request_model: z.string().nullable(),
  response_model: z.string().nullable(),
  streaming: z.boolean().nullable(),
  temperature: z.number().nullable(),
  max_tokens: z.number().nullable(),
  parameters: z
    .record(z.string(), json)
    .nullable()
    .meta({ description: "Request parameters, temperature and max_tokens included." }),
  tool_definitions: z.array(json).nullable().meta({
    description: "Tools that the call offered; `configuration` is how a tool of the provider is set up.",
  }),
  ttft_ms: z.number().nullable(),
  finish_reason: z.string().nullable(),
  tokens: tokensSchema,
  token_buckets: z
    .object({
      input_uncached: z.number().nullable(),
      cache_read: z.number().nullable(),
      cache_write: z.number().nullable(),
      cache_write_1h: z.number().nullable(),
      input_audio: z.number().nullable(),
      output_text: z.number().nullable(),
      reasoning: z.number().nullable(),
      output_audio: z.number().nullable(),
      cache_read_audio: z
        .number()
        .nullable()
        .meta({ description: "The part of cache_read that is audio; null: not said." }),
      cache_read_image: z.number().nullable(),
      input_image: z.number().nullable(),
      input_video: z.number().nullable(),
      output_image: z.number().nullable(),
      output_video: z.number().nullable(),
    })
    .nullable()
    .meta({ description: "The same tokens in disjoint buckets: each is priced once." }),
  tokens_estimated: z
    .boolean()
    .meta({ description: "true: a tokenizer counted, here or at the client; not the provider." }),
  usage_rule: z.string().nullable(),
  service_tier: z
    .string()
    .nullable()
    .meta({ description: "batch, flex, priority, …; null: the standard price." }),
  cost_usd: z.string().nullable(),
  reported_cost_usd: z.string().nullable(),
  cost_status: z.enum(["known", "contradicted", "unknown"]).nullable().meta({
    description:
      "Of model calls. contradicted: the client reports another cost than ours by more than rounding; one of the two is wrong.",
  }),
  price: z
    .object({
      source: z.string(),
      provider: z.string(),
      model: z.string(),
      valid_from: z.string().nullable(),
      units: z.record(z.string(), json).meta({ description: "US dollars a million tokens, by bucket." }),
    })
    .nullable()
    .meta({ description: "The prices that the cost was computed with." }),
  prompt: z
    .object({
      name: z.string().nullable(),
      version: z.string().nullable(),
      fingerprint: z.string().nullable(),
    })
    .nullable(),
  system: z.string().nullable(),
  input: z.array(messageSchema).nullable(),
  output: z.array(messageSchema).nullable(),
  output_text: z.string().nullable(),
  input_value: json.meta({ description: "Input that is not messages: what an agent or workflow was given." }),
  output_value: json.meta({ description: "Output that is not messages." }),
  tool_calls: z
    .array(toolCallSchema)
    .nullable()
    .meta({ description: "Asked for by this model call, arguments parsed." }),
  tool: z
    .object({ name: z.string().nullable(), call_id: z.string().nullable(), arguments: json, result: json })
    .nullable(),
  query: z.string().nullable(),
  documents: z.array(documentSchema).nullable(),
  wrapped_by: z.array(z.string()).meta({
    description: "Spans that repeat this model call: shown as agent or workflow, billed here only.",
  }),
  told_elsewhere: z
    .object({ trace_id: z.string(), span_id: z.string(), counted: z.enum(["here", "there"]) })
    .nullable()
    .meta({
      description:
        "The span of another trace that tells the same model call: a provider or gateway reports beside the program. The call counts in one of the two.",
    }),
  notes: traceHeadSchema.shape.notes,
  attributes: z.record(z.string(), json).nullable().meta({
    description:
      "As they were sent, to the letter, but for credentials and vectors; on request. Of spans that came in pieces or by another protocol: what has no place of its own.",
  }),
  unmapped_attributes: z.array(z.string()).optional().meta({
    description:
      "Keys of `attributes` that no dialect reads: of the others, what has a place of its own is shown there.",
  }),
  events: z.array(json).optional(),
  links: z.array(json).optional(),
  sent_as: z.record(z.string(), json).optional().meta({
    description:
      "The span's own kind, status, trace state and flags, where they are not the usual ones, and what its client dropped.",
  }),
  resource: z.record(z.string(), json).optional(),
  metadata: z.record(z.string(), json).optional(),
});
export type SpanDocument = z.infer<typeof spanDocumentSchema>;

/** Everything about one interaction. */
export const traceDocumentSchema = traceHeadSchema.extend({
  erased_at: z.string().optional().meta({
    description:
      "When what it was asked or what it answered was erased; absent: it was not. `input` and `output` say so in words.",
  }),
  metadata: z.record(z.string(), json).nullable(),
  input: json,
  output: json,
  answer_span_id: z.string().optional().meta({
    description:
      "The span that carries what the trace answered; of one without an answer, what it was asked. Absent: no span of this page does.",
  }),
  error: errorSchema.nullable(),
  scores: z.array(scoreSchema),
  spans: z
    .array(spanDocumentSchema)
    .meta({ description: "By start; none stands before the one that it is part of." }),
  next_cursor: z.string().nullable().meta({
    description:
      "Hand it back as `cursor` for the next spans of the trace; null: there are no more. `counts.spans` tells how many there are in all.",
  }),
});
export type TraceDocument = z.infer<typeof traceDocumentSchema>;
