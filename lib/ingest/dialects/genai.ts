import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { Message } from "@/lib/model/message";

import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import { numberOf } from "./facts";
import type { Facts } from "./facts";
import { instructionsOf, listedMessages } from "./messages";
import { excludesCache } from "./providers";
import { toolDefinitionsOf } from "./tool-definitions";
import { costOfParts, reportedCost } from "./cost";
import type { ReportedUsage } from "./usage";
import { lookUp } from "./look-up";

const KINDS: Record<string, SpanKind> = {
  chat: "llm",
  text_completion: "llm",
  generate_content: "llm",
  completion: "llm",
  generate: "llm",
  response: "llm",
  messages: "llm",
  "beta.chat": "llm",
  responses: "llm",
  "chat.completions": "llm",
  "text.completions": "llm",
  embeddings: "embedding",
  embedding: "embedding",
  retrieval: "retrieval",
  rerank: "rerank",
  execute_tool: "tool",
  invoke_agent: "agent",
  create_agent: "agent",
  invoke_workflow: "workflow",
  plan: "workflow",
  agent_step: "workflow",
  decide: "workflow",
  chain: "workflow",
  apply_guardrail: "guardrail",
};

/** The kind said apart, as Alibaba's instrumentations and Dify do. */
const SPAN_KINDS: Record<string, SpanKind> = {
  LLM: "llm",
  EMBEDDING: "embedding",
  RETRIEVER: "retrieval",
  RERANKER: "rerank",
  TOOL: "tool",
  AGENT: "agent",
  CHAIN: "workflow",
  TASK: "workflow",
};

const PARAMETERS: Record<string, string> = {
  "gen_ai.request.temperature": "temperature",
  "gen_ai.request.top_p": "top_p",
  "gen_ai.request.top_k": "top_k",
  "gen_ai.request.max_tokens": "max_tokens",
  "gen_ai.request.max_completion_tokens": "max_tokens",
  "gen_ai.request.frequency_penalty": "frequency_penalty",
  "gen_ai.request.presence_penalty": "presence_penalty",
  "gen_ai.request.stop_sequences": "stop_sequences",
  "gen_ai.request.seed": "seed",
  "gen_ai.request.choice.count": "choice_count",
  "gen_ai.request.reasoning.level": "reasoning_level",
  "gen_ai.request.reasoning_effort": "reasoning_level",
  "gen_ai.request.encoding_formats": "encoding_formats",
  "gen_ai.embeddings.dimension.count": "dimensions",
  "gen_ai.output.type": "output_type",
  // What was served is what was billed; what was asked for only when nothing else is said.
  "openai.response.service_tier": "service_tier",
  "gen_ai.openai.response.service_tier": "service_tier",
  "gen_ai.response.service_tier": "service_tier",
  "anthropic.response.service_tier": "service_tier",
  "openai.request.service_tier": "service_tier",
  "gen_ai.openai.request.service_tier": "service_tier",
};
const PARAMETER_ENTRIES = Object.entries(PARAMETERS);
const NUMBERS = new Set([
  "temperature",
  "top_p",
  "top_k",
  "max_tokens",
  "frequency_penalty",
  "presence_penalty",
  "seed",
  "choice_count",
  "dimensions",
]);

/** OpenTelemetry's GenAI conventions, newest names first, then every older one (spans only; events are in genai-events.ts). */
export const genai: Dialect = {
  name: "genai",
  speaks: (facts) => facts.hasFamily("gen_ai"),
  read(facts) {
    const operation = facts.text("gen_ai.operation.name");
    const kind =
      lookUp(KINDS, operation ?? "") ??
      lookUp(SPAN_KINDS, facts.text("gen_ai.span.kind")?.toUpperCase() ?? "") ??
      null;
    const asked = facts.json("gen_ai.input.messages");
    const answered = facts.json("gen_ai.output.messages");
    const input = messages(asked, "user");
    const output = messages(answered, "assistant");
    // No messages: Gemini CLI writes a tool's arguments there.
    const values: Reading = {
      inputValue: input.messages === null ? asked : null,
      outputValue: output.messages === null ? answered : null,
    };
    return {
      kind,
      functionName: facts.text("gen_ai.workflow.name", "gen_ai.agent.name"),
      provider: facts.text("gen_ai.provider.name", "gen_ai.system"),
      requestModel: facts.text("gen_ai.request.model"),
      responseModel: facts.text("gen_ai.response.model"),
      responseId: facts.text("gen_ai.response.id"),
      sessionId: facts.text("gen_ai.conversation.id", "gen_ai.session.id", "gen_ai.thread.id"),
      userId: facts.text("gen_ai.request.user", "gen_ai.user", "gen_ai.user.id"),
      streaming:
        facts.flag("gen_ai.request.stream", "gen_ai.is_streaming", "gen_ai.request.is_stream") ??
        streamedByOrder(facts),
      ttftNs: timeToFirstChunk(facts),
      finishReason: finishReason(facts) ?? output.finishReason,
      parameters: parameters(facts),
      usage: usage(facts),
      reportedCostUsd:
        reportedCost(
          facts.number(
            "gen_ai.usage.cost",
            "operation.cost",
            "gen_ai.usage.total_cost",
            "gen_ai.cost.total_cost",
          ),
        ) ?? costOfParts(facts.number("gen_ai.usage.input_cost"), facts.number("gen_ai.usage.output_cost")),
      system: instructionsOf(facts.json("gen_ai.system_instructions")),
      input: input.messages,
      output: output.messages,
      ...values,
      toolDefinitions: toolDefinitionsOf(facts.json("gen_ai.tool.definitions")),
      promptName: facts.text("gen_ai.prompt.name"),
      promptLabel: facts.text("gen_ai.prompt.version"),
      ...(kind === "tool" || (kind === null && facts.has("gen_ai.tool.name")) ? tool(facts, values) : {}),
      ...(kind === "retrieval" || facts.has("gen_ai.retrieval.documents") ? retrieval(facts, values) : {}),
    };
  },
};

/** Tool names on model calls are a list of what was asked for (some clients join them): only a run's own is read. */
const tool = (facts: Facts, values: Reading): Reading => ({
  kind: "tool",
  toolName: facts.text("gen_ai.tool.name"),
  toolCallId: facts.text("gen_ai.tool.call.id"),
  inputValue: facts.exact("gen_ai.tool.call.arguments") ?? values.inputValue,
  outputValue: facts.exact("gen_ai.tool.call.result") ?? values.outputValue,
});

function retrieval(facts: Facts, values: Reading): Reading {
  const found = facts.json("gen_ai.retrieval.documents");
  const documents = documentsOf(found);
  return {
    kind: "retrieval",
    inputValue: facts.value("gen_ai.retrieval.query.text") ?? values.inputValue,
    documents,
    outputValue: documents === null ? (found ?? values.outputValue) : values.outputValue,
  };
}

/** GenAI messages; some carry the finish reason in the output message. A bare text is one message. */
export function messages(
  value: Json | undefined,
  role: string,
): { messages: Message[] | null; finishReason: string | null } {
  if (typeof value === "string")
    return { messages: value === "" ? null : [{ role, content: value }], finishReason: null };
  const list = Array.isArray(value) ? value : [value];
  const reason = list
    .map((item) => (isObject(item) ? item.finish_reason : null))
    .find((word) => typeof word === "string" && word !== "");
  return { messages: listedMessages(value, role), finishReason: typeof reason === "string" ? reason : null };
}

/** A list by convention, a plain text from some clients. */
function finishReason(facts: Facts): string | null {
  const value = facts.value("gen_ai.response.finish_reasons");
  const first = Array.isArray(value) ? value.find((word) => typeof word === "string" && word !== "") : value;
  if (typeof first === "string" && first !== "") return first;
  return facts.text(
    "gen_ai.response.finish_reason",
    "gen_ai.response.stop_reason",
    "anthropic.message.stop_reason",
  );
}

/** OpenLIT's clock starts with the response's headers: 1 ms for a wait of 600 ms. Unknown is better. */
function timeToFirstChunk(facts: Facts): bigint | null {
  const wrong =
    /^@?openlit\b/.test(facts.scope.name) ||
    facts.resource.attributes.get("telemetry.sdk.name") === "openlit";
  return wrong
    ? null
    : seconds(
        facts.number("gen_ai.response.time_to_first_chunk", "gen_ai.client.operation.time_to_first_chunk"),
      );
}

/** Seconds, as a double -> nanoseconds; what no clock measures is null. */
export const seconds = (value: number | null): bigint | null =>
  value === null || Math.abs(value) > MAX_SECONDS ? null : BigInt(Math.round(value * 1e9));

const MAX_SECONDS = 1e8;

function parameters(facts: Facts): JsonObject | null {
  const found: JsonObject = {};
  for (const [key, name] of PARAMETER_ENTRIES) {
    if (!facts.has(key)) continue;
    const value = NUMBERS.has(name) ? facts.number(key) : (facts.value(key) ?? null);
    if (value !== null) found[name] ??= value;
  }
  return Object.keys(found).length === 0 ? null : found;
}

/** Scopes whose input excludes cached tokens although the convention includes them. */
const EXCLUSIVE_SCOPES = ["@traceloop/instrumentation-anthropic", "@traceloop/instrumentation-bedrock"];
const INCLUSIVE_SCOPES = [
  "opentelemetry.instrumentation.anthropic",
  "com.anthropic.sdk.typescript",
  // Adds the cached tokens up before it writes Anthropic's names.
  "litellm",
];

/** Anthropic's own names, which some clients write for every provider. */
const NATIVE_NAMES = [
  "gen_ai.usage.cache_read_input_tokens",
  "gen_ai.usage.cache_creation_input_tokens",
  "gen_ai.usage.cache_write_input_tokens",
];

function usage(facts: Facts): ReportedUsage | null {
  const input = facts.count(
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.prompt_tokens",
    "gen_ai.response.prompt_tokens",
  );
  const output = facts.count(
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
    "gen_ai.response.completion_tokens",
  );
  const native = NATIVE_NAMES.some((key) => facts.has(key));
  const found: ReportedUsage = {
    input,
    output,
    cacheRead: facts.count(
      "gen_ai.usage.cache_read.input_tokens",
      "gen_ai.usage.cache_read_input_tokens",
      "gen_ai.usage.details.cache_read_tokens",
      "gen_ai.usage.details.cache_read_input_tokens",
      "gen_ai.usage.details.cached_tokens",
      "gen_ai.usage.input_tokens.cached",
    ),
    cacheWrite: facts.count(
      "gen_ai.usage.cache_write.input_tokens",
      "gen_ai.usage.cache_creation.input_tokens",
      "gen_ai.usage.cache_creation_input_tokens",
      "gen_ai.usage.cache_write_input_tokens",
      "gen_ai.usage.details.cache_write_tokens",
      "gen_ai.usage.details.cache_creation_input_tokens",
      "gen_ai.usage.input_tokens.cache_write",
    ),
    cacheWrite5m: facts.count("anthropic.usage.cache_creation.ephemeral_5m_input_tokens"),
    cacheWrite1h: facts.count("anthropic.usage.cache_creation.ephemeral_1h_input_tokens"),
    inputAudio: facts.count("gen_ai.usage.audio.input_tokens"),
    reasoning: facts.count(
      "gen_ai.usage.reasoning.output_tokens",
      "gen_ai.usage.reasoning_tokens",
      "gen_ai.usage.details.reasoning_tokens",
      "gen_ai.usage.output_tokens.reasoning",
    ),
    outputAudio: facts.count("gen_ai.usage.audio.output_tokens"),
    total: facts.count("gen_ai.usage.total_tokens"),
  };
  const { name } = facts.scope;
  if (EXCLUSIVE_SCOPES.includes(name)) Object.assign(found, { style: "exclusive", rule: `scope:${name}` });
  else if (INCLUSIVE_SCOPES.includes(name))
    Object.assign(found, { style: "inclusive", rule: `scope:${name}` });
  else if (native)
    found.style =
      excludesCache(facts.peek("gen_ai.provider.name") ?? facts.peek("gen_ai.system"), [
        facts.peek("gen_ai.response.model"),
        facts.peek("gen_ai.request.model"),
      ]) === false
        ? "inclusive"
        : "native";
  return Object.values(found).some((value) => numberOf(value as Json) !== null) ? found : null;
}

/**
 * The official OpenAI instrumentation never says that a call streamed, but it learns a stream's id with the first chunk and
 * its finish reason with the last, and all of a plain answer at once, finish reasons first: the order tells.
 */
function streamedByOrder(facts: Facts): boolean | null {
  if (
    facts.scope.name !== "@opentelemetry/instrumentation-openai" ||
    facts.peek("gen_ai.operation.name") !== "chat"
  )
    return null;
  for (const key of facts.attributes.keys()) {
    if (key === "gen_ai.response.finish_reasons") return false;
    if (key === "gen_ai.response.id") return true;
  }
  return null;
}
