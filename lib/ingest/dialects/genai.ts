import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { Message } from "@/lib/model/message";

import { jsonOrText } from "@/lib/model/json-text";
import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import { genaiSteps, truncatedBySender } from "./genai-steps";
import { genaiUsage } from "./genai-usage";
import type { Facts } from "./facts";
import { instructionsOf, listedMessages } from "./messages";
import { withoutPieces } from "./streamed-pieces";
import { servedBy } from "./served";
import { toolDefinitionsOf } from "./tool-definitions";
import { costOfParts, reportedCost } from "./cost";
import { lookUp } from "./look-up";
import { webSearchesBy } from "./web-searches";

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
  realtime_inference: "llm",
  transcription: "llm",
  // Gemini CLI's, and google-adk's.
  llm_call: "llm",
  call_llm: "llm",
  // It answers with tokens that were billed before: no usage, by the convention.
  fetch_response: "other",
  embeddings: "embedding",
  embedding: "embedding",
  retrieval: "retrieval",
  search_memory: "retrieval",
  create_memory: "other",
  update_memory: "other",
  upsert_memory: "other",
  delete_memory: "other",
  create_memory_store: "other",
  delete_memory_store: "other",
  rerank: "rerank",
  execute_tool: "tool",
  tool_call: "tool",
  invoke_agent: "agent",
  agent_call: "agent",
  create_agent: "agent",
  invoke_workflow: "workflow",
  plan: "workflow",
  agent_step: "workflow",
  decide: "workflow",
  chain: "workflow",
  user_prompt: "workflow",
  schedule_tool_calls: "workflow",
  apply_guardrail: "guardrail",
  run_guardrail: "guardrail",
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
  GUARDRAIL: "guardrail",
  EVALUATOR: "evaluator",
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
  "gen_ai.request.previous_response.id": "previous_response_id",
  "openai.request.previous_response.id": "previous_response_id",
  "gen_ai.openai.request.response_format": "response_format",
  "gen_ai.openai.request.seed": "seed",
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
  matches: (facts) => facts.hasFamily("gen_ai"),
  read(facts) {
    const operation = facts.text("gen_ai.operation.name");
    const kind =
      lookUp(KINDS, operation ?? "") ??
      lookUp(SPAN_KINDS, facts.text("gen_ai.span.kind")?.toUpperCase() ?? "") ??
      null;
    const asked = facts.json("gen_ai.input.messages");
    const answered = facts.json("gen_ai.output.messages");
    const input = messages(asked, "user");
    const output = messages(withoutPieces(answered), "assistant");
    // No messages: Gemini CLI writes a tool's arguments there.
    const values: Reading = {
      inputValue: input.messages === null ? asked : null,
      outputValue: output.messages === null ? answered : null,
    };
    const usage = genaiUsage(facts);
    const requestModel = facts.text("gen_ai.request.model");
    const responseModel = facts.text("gen_ai.response.model");
    const isRun =
      kind === "tool" ||
      (kind === null && usage === null && requestModel === null && facts.has("gen_ai.tool.name"));
    return {
      kind,
      functionName: facts.text("gen_ai.workflow.name", "gen_ai.agent.name"),
      provider: facts.text("gen_ai.provider.name", "gen_ai.system"),
      // Codex and others count in these words and name the model in their own.
      requestModel:
        requestModel ?? (usage === null || responseModel !== null ? null : facts.text("model", "llm.model")),
      responseModel,
      responseId: responseId(facts),
      sessionId: facts.text("gen_ai.conversation.id", "gen_ai.session.id", "gen_ai.thread.id"),
      userId: facts.text("gen_ai.request.user", "gen_ai.user", "gen_ai.user.id"),
      streaming:
        facts.flag("gen_ai.request.stream", "gen_ai.is_streaming", "gen_ai.request.is_stream") ??
        streamedByOrder(facts),
      finishReason: finishReason(facts) ?? output.finishReason,
      parameters: parameters(facts),
      served: servedBy(facts),
      webSearches: webSearchesBy(facts),
      usage,
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
      ...(isRun ? tool(facts, values) : {}),
      ...(kind === "retrieval" || facts.has("gen_ai.retrieval.documents") ? retrieval(facts, values) : {}),
      ...genaiSteps(facts, kind, operation),
      flags: truncatedBySender(facts),
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

/** LiteLLM writes its own id of the call where there is no answer, or none with an id. */
function responseId(facts: Facts): string | null {
  const id = facts.text("gen_ai.response.id");
  return id === facts.peek("litellm.call_id") ? null : id;
}

/** A list by convention, a plain text from some clients. */
function finishReason(facts: Facts): string | null {
  const key = "gen_ai.response.finish_reasons";
  const value = jsonOrText(facts.peek(key) ?? null);
  // What is no word is shown nowhere: then it is left as it came.
  if (!Array.isArray(value) || value.every((word) => typeof word === "string")) facts.drop(key);
  const first = Array.isArray(value) ? value.find((word) => typeof word === "string" && word !== "") : value;
  if (typeof first === "string" && first !== "") return first;
  return facts.text(
    "gen_ai.response.finish_reason",
    "gen_ai.response.stop_reason",
    "anthropic.message.stop_reason",
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
