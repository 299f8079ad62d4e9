import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { leadingSystem } from "@/lib/model/leading-system";
import type { Document, Message, ToolDefinition } from "@/lib/model/message";
import type { ModelAnswer, ModelRequest } from "@/lib/providers/model-call";
import { readRecorded } from "@/lib/replay-server/read-recorded";
import { hasAnswer, recordedAnswer } from "@/lib/replay-server/recorded-answer";
import { askedOf } from "@/lib/replay-server/recorded-call";
import type { SpanDocument } from "@/lib/traces/document";
import { getSpan } from "@/lib/traces/get-span";
import { traceIdOfName } from "@/lib/model/client-ids";

import { type Part, partsOf } from "./parts";

/** A recorded model call, as it can be run again. */
export interface Original {
  traceId: string;
  spanId: string;
  /** Of the span. */
  name: string;
  startedAt: string;
  provider: string | null;
  request: ModelRequest;
  parts: Part[];
  /** Null: none was recorded. */
  answer: ModelAnswer | null;
  tokens: { input: number | null; output: number | null };
  costUsd: string | null;
}

/** Why a span cannot be run again, in a sentence. */
const NOT_RECORDED =
  "What this call was asked was not recorded, so it cannot be run again: its client does not send contents.";

/**
 * A model call of a trace with what it was asked, and the parts of that.
 * @throws Failure forbidden, not_found; conflict where it is no model call, or what it was asked was not recorded or was erased
 */
export async function readOriginal(
  ctx: Context,
  input: { traceId: string; spanId: string },
): Promise<Original> {
  requirePermission(ctx, "read_content");
  const { span } = await getSpan(ctx, input);
  if (span.kind !== "llm")
    throw new Failure("conflict", "This step is no call of a chat model, which alone can be run again.");
  if (span.erased_at !== undefined)
    throw new Failure("conflict", "What this call was asked was erased; it cannot be run again.");
  const asked = askedOf(span);
  if (asked === null && span.system === null) throw new Failure("conflict", NOT_RECORDED);
  const request = requestOf(span, asked ?? []);
  const documents = await documentsBefore(ctx, input.traceId, span);
  return {
    traceId: traceIdOfName(input.traceId),
    spanId: span.span_id,
    name: span.name,
    startedAt: span.started_at,
    provider: span.provider,
    request,
    parts: partsOf(request, documents),
    answer: answerOf(span),
    tokens: { input: span.tokens?.input_total ?? null, output: span.tokens?.output_total ?? null },
    costUsd: span.cost_usd,
  };
}

function requestOf(span: SpanDocument, asked: readonly Message[]): ModelRequest {
  // Leading instructions stand in the messages, too, where they were not said apart.
  const isSaidTwice = span.system !== null && leadingSystem(asked) === span.system;
  const begins = asked.findIndex(({ role }) => role !== "system" && role !== "developer");
  const { choice_count: _, ...parameters } = span.parameters ?? {};
  return {
    model: span.request_model ?? span.response_model ?? "",
    system: span.system,
    messages: isSaidTwice ? asked.slice(begins < 0 ? asked.length : begins) : [...asked],
    tools: (span.tool_definitions ?? []) as unknown as ToolDefinition[],
    parameters: {
      ...(span.temperature !== null && { temperature: span.temperature }),
      ...(span.max_tokens !== null && { max_tokens: span.max_tokens }),
      ...parameters,
    },
  };
}

/** What was looked up before the call, wherever in the trace. */
async function documentsBefore(ctx: Context, traceId: string, call: SpanDocument): Promise<Document[]> {
  const { spans } = await readRecorded(ctx, { traceId, kinds: ["retrieval", "rerank"] });
  return spans
    .filter(({ started_at }) => started_at <= call.started_at)
    .flatMap(({ documents }) => (documents ?? []) as unknown as Document[]);
}

function answerOf(span: SpanDocument): ModelAnswer | null {
  if (!hasAnswer(span)) return null;
  const [choice] = recordedAnswer(span, null).choices;
  return {
    text: choice.text ?? "",
    refusal: choice.refusal,
    calls: choice.calls.map(({ name, arguments: given }) => ({ name, arguments: given })),
    finish: choice.finish,
  };
}
