import { digest128 } from "@/lib/model/digest";
import { parseExactJson } from "@/lib/model/exact-json";
import { nsOfIso } from "@/lib/model/instant";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { Message, MessagePart, ToolCall } from "@/lib/model/message";
import type { ModelSpan } from "@/lib/model/span";
import { UNSAID } from "@/lib/model/unsaid";

import type { InteractionInput, MessageInput } from "./interactions";

const ns = (iso: string): bigint => nsOfIso(iso) as bigint;

/** Text that is JSON becomes its value; anything else stays the text. */
function parsed(value: Json | undefined): Json {
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return value ?? null;
  try {
    return parseExactJson(value);
  } catch {
    return value;
  }
}

function messageOf(input: MessageInput): Message {
  const calls: ToolCall[] = (input.tool_calls ?? []).map((call) =>
    "function" in call
      ? { id: call.id ?? null, name: call.function.name, arguments: parsed(call.function.arguments) }
      : { id: call.id ?? null, name: call.name, arguments: parsed(call.arguments) },
  );
  const content = Array.isArray(input.content)
    ? input.content.map((part): MessagePart =>
        part.type === "text" && typeof part.text === "string"
          ? { type: "text", text: part.text }
          : { type: "other", value: part },
      )
    : (input.content ?? null);
  return {
    role: input.role,
    content,
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    ...(input.tool_call_id === undefined ? {} : { tool_call_id: input.tool_call_id }),
  };
}

function outputOf(output: Json | undefined): Message[] | null {
  if (output === undefined || output === null) return null;
  if (typeof output === "string") return [{ role: "assistant", content: output }];
  if (isObject(output) && typeof output.role === "string")
    return [messageOf(output as unknown as MessageInput)];
  return [{ role: "assistant", content: JSON.stringify(output) }];
}

/**
 * One interaction as the spans that a tracing client would have sent: a workflow as root, a retrieval when there is context,
 * the model call, and its tools. Ids follow from the trace id, so the same interaction gives the same spans.
 * @param sent the interaction as it came, fields that nobody reads included: kept with the root
 */
export function spansOfInteraction(item: InteractionInput, traceId: string, sent: JsonObject): ModelSpan[] {
  const startedAtNs = ns(item.started_at);
  const durationNs = ns(item.ended_at) - startedAtNs;
  const spanId = (part: string) => digest128(`${traceId}\n${part}`).slice(0, 16);
  const rootId = spanId("root");
  const failed = item.error !== undefined;
  const error =
    item.error === undefined
      ? null
      : typeof item.error === "string"
        ? { type: null, message: item.error, stack: null }
        : { type: item.error.type ?? null, message: item.error.message, stack: null };
  const said = (item.messages ?? []).map(messageOf);
  const system = item.prompt?.system ?? null;
  const input =
    system !== null && said[0]?.role !== "system"
      ? [{ role: "system", content: system } satisfies Message, ...said]
      : said;
  const output = outputOf(item.output as Json | undefined);

  const base: ModelSpan = {
    ...UNSAID,
    traceId,
    spanId: rootId,
    parentSpanId: null,
    name: item.name,
    kind: "workflow",
    startedAtNs,
    durationNs,
    isError: failed,
    error,
    environment: item.environment?.toLowerCase() ?? null,
    release: item.release ?? null,
    feature: item.feature ?? null,
    traceName: item.name,
    userId: item.user_id ?? null,
    sessionId: item.session_id ?? null,
    tags: item.tags ?? [],
    metadata: item.metadata ?? {},
    input: said.length > 0 ? said : null,
    output,
    attributes: item.decision
      ? {
          "recount.decision.subject": item.decision.subject,
          "recount.decision.outcome": item.decision.outcome,
          "recount.decision.reasons": item.decision.reasons,
        }
      : {},
    sent: { attributes: new Map(Object.entries(sent)), events: [], links: [], about: null },
  };
  /** A step below the root: nothing of the root's own content or attribution, which is inherited. */
  const step: ModelSpan = {
    ...base,
    parentSpanId: rootId,
    isError: false,
    error: null,
    traceName: null,
    tags: [],
    metadata: {},
    input: null,
    output: null,
    attributes: {},
    sent: undefined,
  };
  const spans = [base];

  if (item.context !== undefined) {
    const query = said.findLast((message) => message.role === "user")?.content;
    spans.push({
      ...step,
      spanId: spanId("context"),
      name: "retrieve context",
      kind: "retrieval",
      durationNs: 0n,
      inputValue: typeof query === "string" ? query : null,
      documents: item.context.map((document) => ({
        id: document.id ?? null,
        content: document.content,
        score: document.score ?? null,
        ...(document.metadata || document.source
          ? { metadata: { ...document.metadata, ...(document.source ? { source: document.source } : {}) } }
          : {}),
        ...(document.updated_at ? { updated_at: document.updated_at } : {}),
      })),
    });
  }
  if (item.model !== undefined || output !== null || item.usage !== undefined) {
    const usage = item.usage;
    const cacheRead = usage?.cache_read ?? 0;
    const cacheWrite = usage?.cache_write ?? 0;
    const firstTokenNs = item.first_token_at === undefined ? null : ns(item.first_token_at) - startedAtNs;
    spans.push({
      ...step,
      spanId: spanId("model"),
      name: item.model === undefined ? "model call" : `chat ${item.model}`,
      kind: "llm",
      isError: failed,
      error,
      provider: item.provider?.toLowerCase() ?? null,
      requestModel: item.model ?? null,
      streaming: firstTokenNs === null ? null : true,
      ttftNs: firstTokenNs !== null && firstTokenNs > 0n && firstTokenNs <= durationNs ? firstTokenNs : null,
      finishReason: failed
        ? "error"
        : output?.some((message) => message.tool_calls?.length)
          ? "tool_calls"
          : null,
      tokens: usage
        ? {
            inputUncached: usage.input_total - cacheRead - cacheWrite,
            cacheRead: usage.cache_read ?? null,
            cacheWrite: usage.cache_write ?? null,
            cacheWrite1h: null,
            inputAudio: null,
            outputText: usage.output_total - (usage.reasoning ?? 0),
            reasoning: usage.reasoning ?? null,
            outputAudio: null,
          }
        : null,
      usageRule: usage ? "inclusive: interaction" : null,
      reportedCostUsd: item.cost_usd === undefined ? null : String(item.cost_usd),
      promptName: item.prompt?.name ?? null,
      promptLabel: item.prompt?.version ?? null,
      system,
      input: input.length > 0 ? input : null,
      output,
    });
  }
  for (const [index, tool] of (item.tools ?? []).entries()) {
    const toolStartNs = tool.started_at === undefined ? startedAtNs : ns(tool.started_at);
    const toolEndNs = tool.ended_at === undefined ? toolStartNs : ns(tool.ended_at);
    spans.push({
      ...step,
      spanId: spanId(`tool ${index}`),
      name: tool.name,
      kind: "tool",
      startedAtNs: toolStartNs,
      durationNs: toolEndNs > toolStartNs ? toolEndNs - toolStartNs : 0n,
      isError: tool.error !== undefined,
      error: tool.error === undefined ? null : { type: null, message: tool.error, stack: null },
      toolName: tool.name,
      toolCallId: tool.call_id ?? null,
      inputValue: tool.arguments,
      outputValue: tool.result ?? null,
    });
  }
  return spans;
}
