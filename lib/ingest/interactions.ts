import { randomUUID } from "node:crypto";
import { z } from "zod";

import { digest128 } from "@/lib/model/digest";
import { Failure } from "@/lib/errors";
import { parseTraceId } from "@/lib/model/ids";
import { nsOfIso } from "@/lib/model/instant";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { Rejection } from "@/lib/model/span";

import { type IngestTarget, receive, refuse } from "./receive";
import { storableJson } from "@/lib/model/json-text";
import { spansOfInteraction } from "./spans-of-interaction";

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

const MAX_INTERACTIONS = 1_000;

export interface InteractionsAnswer {
  accepted: number;
  rejected: Rejection[];
  trace_ids: string[];
}

/**
 * Stores interactions; the good ones of a request are kept when others are refused.
 * @param body one interaction or `{"interactions": […]}`
 * @throws Failure bad_request when the body is neither, or holds nothing that can be stored
 */
export async function recordInteractions(
  ingestTarget: IngestTarget,
  body: unknown,
): Promise<InteractionsAnswer> {
  const list =
    typeof body === "object" && body !== null && "interactions" in body ? body.interactions : [body];
  if (!Array.isArray(list)) throw new Failure("bad_request", '"interactions" must be a list.');
  if (list.length > MAX_INTERACTIONS)
    throw new Failure(
      "bad_request",
      `At most ${MAX_INTERACTIONS} interactions a request; this one has ${list.length}.`,
    );
  const invalid: Rejection[] = [];
  const traceIds: string[] = [];
  const spans = [];
  const owner: number[] = [];
  for (const [index, item] of list.entries()) {
    const parsed = InteractionInput.safeParse(item);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      invalid.push({
        index,
        code: "invalid",
        message: `${issue?.path.join(".") || "interaction"}: ${issue?.message}`,
        item,
      });
      continue;
    }
    const traceId = traceIdOf(parsed.data.id);
    const made = spansOfInteraction(parsed.data, traceId, asSent(item, parsed.data));
    spans.push(...made);
    owner.push(...made.map(() => index));
    traceIds.push(traceId);
  }
  const refused = await receive(ingestTarget, "interactions", {
    spans,
    additions: [],
    scores: [],
    rejected: [],
    ignored: 0,
  });
  const rejected = refuse(ingestTarget.ingestRequest, "interactions", invalid);
  // An interaction is refused as a whole: its spans share their start, so one out of range means all are.
  const lost = new Set(refused.map(({ index }) => owner[index] as number));
  for (const index of lost) {
    const reason = refused.find((item) => owner[item.index] === index) as Rejection;
    rejected.push({ ...reason, index });
  }
  const accepted = list.length - rejected.length;
  if (accepted === 0 && list.length > 0) {
    throw new Failure("bad_request", rejected[0]?.message ?? "Nothing in this request can be stored.", {
      details: rejected.map(({ index, message }) => ({
        path: list.length === 1 ? "" : `interactions.${index}`,
        message,
      })),
    });
  }
  return { accepted, rejected, trace_ids: traceIds };
}

/** Nested too deep to be walked: as far as it is understood. */
function asSent(item: unknown, understood: InteractionInput): JsonObject {
  const sent = storableJson(item as Json);
  return isObject(sent) ? sent : (understood as unknown as JsonObject);
}

/** A trace id as it is; another id by its hash, so that the same interaction sent twice is one; none: a new one. */
function traceIdOf(id: string | undefined): string {
  if (id === undefined) return randomUUID().replaceAll("-", "");
  return parseTraceId(id) ?? digest128(`interaction\n${id}`);
}
