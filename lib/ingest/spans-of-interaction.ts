import { DECISION_KEYS } from "@/lib/model/decision";
import { digest128 } from "@/lib/model/digest";
import { parseExactJson } from "@/lib/model/exact-json";
import { nsOfIso } from "@/lib/model/instant";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { Message, MessagePart, ToolCall } from "@/lib/model/message";
import type { ModelSpan } from "@/lib/model/span";
import { UNKNOWN_TOKENS, type TokenBuckets } from "@/lib/model/tokens";
import { EMPTY_SPAN } from "@/lib/model/empty-span";

import type { InteractionInput, MessageInput } from "./interaction-schema";

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
  const said = (item.messages ?? []).map(messageOf);
  const root = rootSpan(item, traceId, said, sent);
  const step: Step = (part) => ({
    ...root,
    spanId: spanIdOf(traceId, part),
    parentSpanId: root.spanId,
    isError: false,
    error: null,
    traceName: null,
    tags: [],
    metadata: {},
    input: null,
    output: null,
    attributes: {},
    sent: undefined,
  });
  return [
    root,
    ...retrievalSpans(item, said, step),
    ...modelSpans(item, root, step),
    ...toolSpans(item, step),
  ];
}

/** A step below the root: nothing of the root's own content or attribution, which is inherited. */
type Step = (part: string) => ModelSpan;

const spanIdOf = (traceId: string, part: string): string => digest128(`${traceId}\n${part}`).slice(0, 16);

function errorOf({ error }: InteractionInput): ModelSpan["error"] {
  if (error === undefined) return null;
  return typeof error === "string"
    ? { type: null, message: error, stack: null }
    : { type: error.type ?? null, message: error.message, stack: null };
}

function rootSpan(item: InteractionInput, traceId: string, said: Message[], sent: JsonObject): ModelSpan {
  const startedAtNs = ns(item.started_at);
  return {
    ...EMPTY_SPAN,
    traceId,
    spanId: spanIdOf(traceId, "root"),
    parentSpanId: null,
    name: item.name,
    kind: "workflow",
    startedAtNs,
    durationNs: ns(item.ended_at) - startedAtNs,
    isError: item.error !== undefined,
    error: errorOf(item),
    environment: item.environment?.toLowerCase() ?? null,
    release: item.release ?? null,
    feature: item.feature ?? null,
    traceName: item.name,
    userId: item.user_id ?? null,
    sessionId: item.session_id ?? null,
    tags: item.tags ?? [],
    metadata: metadataOf(item),
    input: said.length > 0 ? said : null,
    output: outputOf(item.output as Json | undefined),
    attributes: {},
    sent: { attributes: new Map(Object.entries(sent)), events: [], links: [], about: null },
  };
}

/** A decision rests where attributes that say one do. */
const metadataOf = ({ metadata = {}, decision }: InteractionInput): JsonObject =>
  decision === undefined
    ? metadata
    : {
        ...metadata,
        [DECISION_KEYS.subject]: decision.subject,
        [DECISION_KEYS.outcome]: decision.outcome,
        [DECISION_KEYS.reasons]: decision.reasons,
      };

function retrievalSpans({ context }: InteractionInput, said: readonly Message[], step: Step): ModelSpan[] {
  if (context === undefined) return [];
  const query = said.findLast((message) => message.role === "user")?.content;
  const documents = context.map((document) => ({
    id: document.id ?? null,
    content: document.content,
    score: document.score ?? null,
    ...(document.metadata || document.source
      ? { metadata: { ...document.metadata, ...(document.source ? { source: document.source } : {}) } }
      : {}),
    ...(document.updated_at ? { updated_at: document.updated_at } : {}),
  }));
  const inputValue = typeof query === "string" ? query : null;
  return [
    {
      ...step("context"),
      name: "retrieve context",
      kind: "retrieval",
      durationNs: 0n,
      inputValue,
      documents,
    },
  ];
}

/** None where neither a model, nor an answer, nor usage is told. */
function modelSpans(item: InteractionInput, root: ModelSpan, step: Step): ModelSpan[] {
  const { usage, model } = item;
  const { startedAtNs, isError, error, output } = root;
  const durationNs = root.durationNs ?? 0n;
  if (model === undefined && output === null && usage === undefined) return [];
  const system = item.prompt?.system ?? null;
  const said = root.input ?? [];
  const input: Message[] =
    system !== null && said[0]?.role !== "system" ? [{ role: "system", content: system }, ...said] : said;
  const firstTokenNs = item.first_token_at === undefined ? null : ns(item.first_token_at) - startedAtNs;
  const asksForTools = output?.some((message) => message.tool_calls?.length);
  return [
    {
      ...step("model"),
      name: model === undefined ? "model call" : `chat ${model}`,
      kind: "llm",
      isError,
      error,
      provider: item.provider?.toLowerCase() ?? null,
      requestModel: model ?? null,
      streaming: firstTokenNs === null ? null : true,
      ttftNs: firstTokenNs !== null && firstTokenNs > 0n && firstTokenNs <= durationNs ? firstTokenNs : null,
      finishReason: isError ? "error" : asksForTools ? "tool_calls" : null,
      tokens: usage ? tokensOf(usage) : null,
      usageRule: usage ? "inclusive: interaction" : null,
      reportedCostUsd: item.cost_usd === undefined ? null : String(item.cost_usd),
      promptName: item.prompt?.name ?? null,
      promptLabel: item.prompt?.version ?? null,
      system,
      input: input.length > 0 ? input : null,
      output,
    },
  ];
}

const tokensOf = (usage: NonNullable<InteractionInput["usage"]>): TokenBuckets => ({
  ...UNKNOWN_TOKENS,
  inputUncached: usage.input_total - (usage.cache_read ?? 0) - (usage.cache_write ?? 0),
  cacheRead: usage.cache_read ?? null,
  cacheWrite: usage.cache_write ?? null,
  outputText: usage.output_total - (usage.reasoning ?? 0),
  reasoning: usage.reasoning ?? null,
});

const toolSpans = ({ tools = [], started_at }: InteractionInput, step: Step): ModelSpan[] =>
  tools.map((tool, index) => {
    const startedAtNs = ns(tool.started_at ?? started_at);
    const endedAtNs = tool.ended_at === undefined ? startedAtNs : ns(tool.ended_at);
    return {
      ...step(`tool ${index}`),
      name: tool.name,
      kind: "tool",
      startedAtNs,
      durationNs: endedAtNs > startedAtNs ? endedAtNs - startedAtNs : 0n,
      isError: tool.error !== undefined,
      error: tool.error === undefined ? null : { type: null, message: tool.error, stack: null },
      toolName: tool.name,
      toolCallId: tool.call_id ?? null,
      inputValue: tool.arguments,
      outputValue: tool.result ?? null,
    };
  });
