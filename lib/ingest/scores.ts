import { z } from "zod";

import { digest128 } from "@/lib/model/digest";
import { parseSpanId, parseTraceId } from "@/lib/model/ids";
import type { ModelScore } from "@/lib/model/span";

import { type IngestTarget, receive } from "./receive";

const label = z.string().trim().min(1).max(512);

/** The body of `POST /api/v1/scores`. */
export const ScoreInput = z
  .object({
    id: label.optional().describe("Same id again replaces the score"),
    trace_id: z
      .string()
      .transform((text, issue) => parseTraceId(text) ?? (issue.addIssue("must be 32 hex digits"), z.NEVER))
      .optional(),
    session_id: label.optional(),
    span_id: z
      .string()
      .transform((text, issue) => parseSpanId(text) ?? (issue.addIssue("must be 16 hex digits"), z.NEVER))
      .optional(),
    name: label,
    value: z.union([z.number(), z.boolean(), z.string().max(4096)]),
    comment: z.string().max(20_000).optional(),
    correction: z.string().max(200_000).optional(),
    source: z.enum(["user", "reviewer", "code", "model"]),
  })
  .refine((score) => (score.trace_id === undefined) !== (score.session_id === undefined), {
    message: "give either trace_id or session_id",
    path: ["trace_id"],
  });
export type ScoreInput = z.infer<typeof ScoreInput>;

/** Stores one score and returns its id; without an id of its own, the same judgement of the same target is one score. */
export async function recordScore(ingestTarget: IngestTarget, input: ScoreInput): Promise<{ id: string }> {
  const target = input.trace_id ?? `session ${input.session_id}`;
  const score: ModelScore = {
    id: input.id ?? digest128(["score", target, input.span_id, input.name, input.source].join("\n")),
    traceId: input.trace_id ?? null,
    spanId: input.span_id ?? null,
    sessionId: input.session_id ?? null,
    name: input.name,
    value: input.value,
    source: input.source,
    comment: input.comment ?? null,
    correction: input.correction ?? null,
    at: ingestTarget.ctx.now().toISOString(),
  };
  await receive(ingestTarget, "scores", {
    spans: [],
    additions: [],
    scores: [score],
    rejected: [],
    ignored: 0,
  });
  return { id: score.id };
}
