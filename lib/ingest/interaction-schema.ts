import { z } from "zod";

import { nsOfIso } from "@/lib/model/instant";

const label = z.string().trim().min(1).max(512);
const time = z.string().refine((text) => nsOfIso(text) !== null, { message: "must be an ISO-8601 time" });
const count = z.number().int().nonnegative();
const json = z.json();
const metadata = z.record(z.string(), json);

const ToolCallInput = z.union([
  z.object({ id: z.string().optional(), name: label, arguments: json.optional() }),
  z.object({
    id: z.string().optional(),
    type: z.string().optional(),
    function: z.object({ name: label, arguments: json.optional() }),
  }),
]);

export const MessageInput = z.object({
  role: label,
  content: z.union([z.string(), z.null(), z.array(metadata)]).optional(),
  name: z.string().optional(),
  tool_calls: z.array(ToolCallInput).optional(),
  tool_call_id: z.string().optional(),
});
export type MessageInput = z.infer<typeof MessageInput>;

/** One item of `POST /api/v1/interactions`: what an application without OpenTelemetry knows of one interaction. */
export const InteractionInput = z
  .object({
    id: label
      .optional()
      .describe(
        "Same id again is the same interaction: nothing is stored twice. A trace id (32 hex) is used as it is",
      ),
    name: label,
    started_at: time,
    ended_at: time,
    session_id: label.optional(),
    user_id: label.optional(),
    feature: label.optional(),
    environment: label.optional(),
    release: label.optional(),
    tags: z.array(label).max(100).optional(),
    metadata: metadata.optional(),
    prompt: z
      .object({
        name: label.optional(),
        version: z.union([label, z.number().transform(String)]).optional(),
        system: z.string(),
      })
      .optional(),
    context: z
      .array(
        z.object({
          id: z.string().optional(),
          content: z.string(),
          score: z.number().optional(),
          source: z.string().optional(),
          updated_at: z.string().optional(),
          metadata: metadata.optional(),
        }),
      )
      .optional(),
    tools: z
      .array(
        z.object({
          name: label,
          call_id: z.string().optional(),
          arguments: json,
          result: json.optional(),
          error: z.string().optional(),
          started_at: time.optional(),
          ended_at: time.optional(),
        }),
      )
      .optional(),
    model: label.optional(),
    provider: label.optional(),
    messages: z.array(MessageInput).optional(),
    output: z.union([z.string(), MessageInput, json]).optional(),
    usage: z
      .object({
        input_total: count,
        output_total: count,
        cache_read: count.optional(),
        cache_write: count.optional(),
        reasoning: count.optional(),
      })
      .refine((usage) => (usage.cache_read ?? 0) + (usage.cache_write ?? 0) <= usage.input_total, {
        message: "includes cache_read and cache_write, so it cannot be smaller than their sum",
        path: ["input_total"],
      })
      .refine((usage) => (usage.reasoning ?? 0) <= usage.output_total, {
        message: "includes reasoning",
        path: ["output_total"],
      })
      .optional(),
    cost_usd: z.union([z.number().nonnegative(), z.string().regex(/^\d{1,9}(\.\d+)?$/)]).optional(),
    first_token_at: time.optional(),
    error: z.union([z.string(), z.object({ type: z.string().optional(), message: z.string() })]).optional(),
    decision: z
      .object({ subject: label, outcome: label, reasons: z.array(z.string()).default([]) })
      .optional(),
  })
  .refine((item) => (nsOfIso(item.ended_at) ?? 0n) >= (nsOfIso(item.started_at) ?? 0n), {
    message: "is before started_at",
    path: ["ended_at"],
  });
export type InteractionInput = z.infer<typeof InteractionInput>;
