import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { Message, ToolDefinition } from "@/lib/model/message";

import { jsonOrText } from "../text";
import { reportedCost } from "./cost";
import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import { elements, textOrNull } from "./facts";
import type { Facts } from "./facts";
import { callsIn, instructionsOf, messageOf, messagesOf } from "./messages";
import { openInferenceScores } from "./openinference-scores";
import { invocationParameters } from "./parameters";
import { toolDefinitionsOf } from "./tool-definitions";
import { toolResultOf } from "./tool-result";
import type { ReportedUsage } from "./usage";

const KINDS: Record<string, SpanKind> = {
  LLM: "llm",
  EMBEDDING: "embedding",
  RETRIEVER: "retrieval",
  RERANKER: "rerank",
  TOOL: "tool",
  AGENT: "agent",
  CHAIN: "workflow",
  PROMPT: "workflow",
  GUARDRAIL: "guardrail",
  EVALUATOR: "evaluator",
};

/** OpenInference (Phoenix, Arize): flattened messages, documents and token counts beside the raw request and response. */
export const openinference: Dialect = {
  name: "openinference",
  speaks: (facts) =>
    facts.has("openinference.span.kind") ||
    facts.scope.name.startsWith("@arizeai/openinference-") ||
    facts.scope.name.startsWith("openinference.instrumentation."),
  read(facts) {
    const kind = kindOf(facts);
    facts.drop("input.mime_type", "output.mime_type");
    const common: Reading = {
      kind,
      functionName:
        facts.text("agent.name", "graph.node.name") ??
        (kind === "agent" ? facts.text("graph.node.id") : null),
      provider: facts.text("llm.provider") ?? facts.text("llm.system"),
      scores: openInferenceScores(facts),
    };
    facts.drop("llm.system");
    switch (kind) {
      case "llm":
        return { ...common, ...model(facts) };
      case "tool":
        return { ...common, ...tool(facts) };
      case "embedding":
        return { ...common, ...embedding(facts) };
      case "retrieval":
        return {
          ...common,
          inputValue: facts.value("input.value"),
          documents:
            documentsOf(facts.list("retrieval.documents.")) ?? documentsOf(facts.peek("output.value")),
          outputValue: facts.value("output.value"),
        };
      case "rerank":
        return { ...common, ...rerank(facts) };
      default:
        // The AI SDK's processor puts a call's messages on agents and chains, too.
        if (facts.has("llm.input_messages.0.message.role")) return { ...common, ...model(facts) };
        return {
          ...common,
          inputValue: facts.value("input.value"),
          outputValue: facts.value("output.value"),
        };
    }
  },
};

/** Handoffs between agents are TOOL spans, but no tool ran. */
function kindOf(facts: Facts): SpanKind | null {
  const kind = KINDS[facts.text("openinference.span.kind") ?? ""] ?? null;
  return kind === "tool" && facts.peekText("tool.name")?.startsWith("handoff_to_") ? "workflow" : kind;
}

function model(facts: Facts): Reading {
  const request = jsonOrText(facts.peek("input.value") ?? null);
  const response = jsonOrText(facts.peek("output.value") ?? null);
  const invocation = facts.object("llm.invocation_parameters");
  const input = completed(
    flattened(facts, "llm.input_messages.", "user") ?? prompts(facts),
    messagesOf(request, "user"),
  );
  const output = completed(
    flattened(facts, "llm.output_messages.", "assistant") ?? completions(facts),
    messagesOf(response, "assistant"),
  );
  const tools = toolDefinitionsOf(
    facts
      .list("llm.tools.")
      .map((item) => (isObject(item.tool) ? (item.tool.json_schema ?? item.tool) : item)),
  );
  const { parameters, rest } = invocationParameters(invocation);
  if (Object.keys(rest).length > 0) facts.keep("llm.invocation_parameters", rest);
  keepRest(facts, "input.value", request, input, tools);
  keepRest(facts, "output.value", response, output, tools);

  const requested = isObject(request) ? textOrNull(request.model) : null;
  const responded = facts.text("llm.response.model_name", "llm.model_name");
  return {
    requestModel:
      facts.text("llm.request.model_name") ?? textOrNull(invocation?.model) ?? requested ?? responded,
    responseModel: responded,
    responseId: isObject(response) ? textOrNull(response.id) : null,
    // Parameters are the request's own: a stream is asked for there or not at all.
    streaming: invocation === null ? null : invocation.stream === true,
    finishReason: saidStopButCalls(facts.text("llm.finish_reason"), output),
    parameters,
    usage: usage(facts),
    reportedCostUsd: reportedCost(facts.number("llm.cost.total")),
    system:
      input?.[0]?.role === "system"
        ? null
        : instructionsOf(
            invocation?.system ?? (isObject(request) ? (request.system ?? request.instructions) : undefined),
          ),
    input,
    output,
    toolDefinitions: tools,
    promptName: facts.text("prompt.id"),
    promptLabel: facts.text("llm.prompt_template.version"),
    ...(input === null ? { inputValue: facts.value("input.value") } : {}),
    ...(output === null ? { outputValue: facts.value("output.value") } : {}),
  };
}

/** On OpenAI's Responses API this dialect says "stop" whether tools were called or not. */
const saidStopButCalls = (reason: string | null, output: Message[] | null): string | null =>
  reason === "stop" && callsIn(output).length > 0 ? "tool_calls" : reason;

function usage(facts: Facts): ReportedUsage | null {
  const found: ReportedUsage = {
    input: facts.count("llm.token_count.prompt"),
    cacheRead: facts.count("llm.token_count.prompt_details.cache_read"),
    cacheWrite: facts.count("llm.token_count.prompt_details.cache_write"),
    inputAudio: facts.count("llm.token_count.prompt_details.audio"),
    output: facts.count("llm.token_count.completion"),
    reasoning: facts.count("llm.token_count.completion_details.reasoning"),
    outputAudio: facts.count("llm.token_count.completion_details.audio"),
    total: facts.count("llm.token_count.total"),
  };
  if (Object.values(found).every((value) => value === null)) return null;
  return /openinference-instrumentation-(?:anthropic|openai|langchain)|openinference\.instrumentation\.(?:anthropic|openai)/.test(
    facts.scope.name,
  )
    ? { ...found, style: "inclusive", rule: "scope:openinference" }
    : found;
}

/** `message.*` below each index; `contents` win over `content`, and list calls that `tool_calls` lists again. */
function flattened(facts: Facts, prefix: string, role: string): Message[] | null {
  const messages = facts.list(prefix).flatMap((item) => {
    const message = isObject(item.message) ? item.message : null;
    if (message === null) return [];
    const contents = elements(message.contents)
      .map(contentOf)
      .filter((content) => content !== null);
    const calls = elements(message.tool_calls)
      .map((call) => (isObject(call) && isObject(call.tool_call) ? call.tool_call : null))
      .filter((call) => call !== null);
    return messageOf(
      {
        ...message,
        content: contents.length > 0 ? contents : (message.content ?? null),
        ...(calls.length > 0 ? { tool_calls: calls } : {}),
      },
      role,
    );
  });
  return messages.length === 0 ? null : messages;
}

function contentOf(item: Json): Json | null {
  if (!isObject(item)) return null;
  if (isObject(item.message_content)) return item.message_content;
  if (!isObject(item.tool_call) || !isObject(item.tool_call.function)) return null;
  return {
    type: "tool_call",
    id: item.tool_call.id ?? null,
    name: item.tool_call.function.name ?? null,
    arguments: item.tool_call.function.arguments ?? null,
  };
}

const prompts = (facts: Facts): Message[] | null => texts(facts.list("llm.prompts."), "prompt", "user");
const completions = (facts: Facts): Message[] | null =>
  texts(facts.list("llm.choices."), "completion", "assistant");

function texts(items: JsonObject[], key: string, role: string): Message[] | null {
  const messages = items.flatMap((item) =>
    isObject(item[key]) && typeof item[key].text === "string" ? [{ role, content: item[key].text }] : [],
  );
  return messages.length === 0 ? null : messages;
}

/** The LangChain instrumentation leaves ids of tool calls out of the flattened list; the raw value has them, in the same order. */
function completed(messages: Message[] | null, raw: Message[] | null): Message[] | null {
  if (messages === null || raw === null || messages.length !== raw.length) return messages;
  return messages.map((message, index) => {
    const other = raw[index] as Message;
    const calls = message.tool_calls?.map((call, at) => {
      const same = other.tool_calls?.[at];
      return call.id === null && same?.name === call.name ? { ...call, id: same.id } : call;
    });
    const id = message.tool_call_id ?? (message.role === other.role ? other.tool_call_id : undefined);
    return {
      ...message,
      ...(calls === undefined ? {} : { tool_calls: calls }),
      ...(id === undefined ? {} : { tool_call_id: id }),
    };
  });
}

/** Where the raw request or response keeps what was read out of it. */
const READ: Record<string, string[]> = {
  "input.value": ["messages", "input", "prompt", "contents", "system", "instructions"],
  "output.value": ["choices", "output", "content", "generations", "message", "messages", "instructions"],
};

/** Messages are stored by content: of the raw value only the rest of its object is kept. */
function keepRest(
  facts: Facts,
  key: string,
  raw: Json,
  messages: Message[] | null,
  tools: ToolDefinition[] | null,
): void {
  if (messages === null || raw === null) return;
  facts.drop(key);
  if (!isObject(raw)) return;
  const gone = new Set([...(READ[key] ?? []), ...(tools === null ? [] : ["tools", "functions"])]);
  const rest = Object.fromEntries(Object.entries(raw).filter(([name]) => !gone.has(name)));
  if (Object.keys(rest).length > 0) facts.keep(key, rest);
}

function tool(facts: Facts): Reading {
  const { result, callId } = toolResultOf(facts.value("output.value"));
  return {
    toolName: facts.text("tool.name") ?? facts.span.name,
    toolCallId: facts.text("tool.id", "tool_call.id") ?? callId,
    inputValue: facts.value("input.value", "tool.parameters"),
    outputValue: result,
  };
}

/** Vectors are never kept: how many and how long they were is. */
function embedding(facts: Facts): Reading {
  const items = facts
    .list("embedding.embeddings.")
    .map((item) => (isObject(item.embedding) ? item.embedding : item));
  const vectors = items.map((item) => item.vector).filter((vector) => Array.isArray(vector));
  if (vectors.length > 0)
    facts.keep("embedding.vectors", { count: vectors.length, dimensions: vectors[0]?.length ?? 0 });
  const texts = items.map((item) => item.text).filter((text) => typeof text === "string");
  const { parameters } = invocationParameters(facts.object("embedding.invocation_parameters"));
  const value = facts.value("input.value");
  if (vectors.length > 0) facts.drop("output.value");
  return {
    requestModel: facts.text("embedding.model_name", "llm.model_name"),
    inputValue: texts.length > 0 ? texts : value,
    parameters,
    usage: usage(facts),
  };
}

function rerank(facts: Facts): Reading {
  const before = documentsOf(facts.list("reranker.input_documents."));
  if (before !== null)
    facts.keep(
      "reranker.input_documents",
      before.map(({ id, score }) => ({ id, score })),
    );
  const value = facts.value("input.value");
  return {
    requestModel: facts.text("reranker.model_name"),
    inputValue: facts.text("reranker.query") ?? value,
    outputValue: facts.value("output.value"),
    documents: documentsOf(facts.list("reranker.output_documents.")),
  };
}
