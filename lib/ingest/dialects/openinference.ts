import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { Message } from "@/lib/model/message";

import { jsonOrText } from "@/lib/model/json-text";
import { costOfParts, reportedCost } from "./cost";
import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import { textOrNull } from "./facts";
import type { Facts } from "./facts";
import { langChainAnswer } from "./langchain-answer";
import { callsIn, instructionsOf, messagesOf } from "./messages";
import { completed, completions, flattened, keepRest, prompts } from "./openinference-messages";
import { openInferenceScores } from "./openinference-scores";
import { firstEventNs } from "./first-event";
import { embedding, rerank, tool } from "./openinference-steps";
import { nativeUsage, usageIn } from "./native-usage";
import { openInferenceUsage } from "./openinference-usage";
import { invocationParameters } from "./parameters";
import { orPythonMessages } from "./python-messages";
import { servedIn } from "./served";
import { toolDefinitionsOf } from "./tool-definitions";
import { completeUsage } from "./usage";
import type { ReportedUsage } from "./reported-usage";
import { lookUp } from "./look-up";
import { webSearchesIn } from "./web-searches";

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
  matches: (facts) =>
    facts.hasFamily("openinference") ||
    facts.hasFamily("input") ||
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
      provider: facts.text("llm.provider") ?? facts.text("llm.system") ?? langChainProvider(facts),
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
          // An agent may be all that tells of its calls.
          usage: openInferenceUsage(facts),
          requestModel: facts.text("llm.request.model_name", "llm.model_name"),
          responseModel: facts.text("llm.response.model_name"),
          inputValue: facts.value("input.value"),
          outputValue: facts.value("output.value"),
        };
    }
  },
};

/** LangChain notes it in the run's metadata. */
function langChainProvider(facts: Facts): string | null {
  const metadata = jsonOrText(facts.peek("metadata") ?? null);
  return isObject(metadata) ? textOrNull(metadata.ls_provider) : null;
}

/** Handoffs between agents are TOOL spans, but no tool ran. */
function kindOf(facts: Facts): SpanKind | null {
  const kind = lookUp(KINDS, facts.text("openinference.span.kind")?.toUpperCase() ?? "") ?? null;
  return kind === "tool" && facts.peekText("tool.name")?.startsWith("handoff_to_") ? "workflow" : kind;
}

function model(facts: Facts): Reading {
  const request = orPythonMessages(jsonOrText(facts.peek("input.value") ?? null));
  const response = onlyResponse(orPythonMessages(jsonOrText(facts.peek("output.value") ?? null)));
  const invocation = facts.object("llm.invocation_parameters");
  const input = completed(
    flattened(facts, "llm.input_messages.", "user") ?? prompts(facts),
    messagesOf(request, "user"),
  );
  const output = completed(
    flattened(facts, "llm.output_messages.", "assistant") ??
      completions(facts) ??
      (isResponse(response) ? messagesOf(response, "assistant") : null),
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
  const langChain = langChainAnswer(response);
  const named = facts.text("llm.response.model_name", "llm.model_name");
  const responded = langChain?.responseModel ?? named;
  return {
    requestModel:
      facts.text("llm.request.model_name") ??
      textOrNull(invocation?.model ?? invocation?.model_name ?? invocation?.modelId) ??
      requested ??
      named,
    responseModel: responded,
    responseId: isObject(response) && response.id !== NO_ID ? textOrNull(response.id) : null,
    streaming: langChain?.streamed ?? streamedBy(facts, invocation),
    finishReason: saidStopButCalls(
      facts.text("llm.finish_reason") ?? (isResponse(response) ? textOrNull(response.status) : null),
      output,
    ),
    // The Responses API's first event says only that the request was taken.
    ttftNs: isResponse(response) ? null : firstEventNs(facts, "First Token Stream Event"),
    parameters,
    served: servedIn(response),
    webSearches: webSearchesIn(response),
    usage: usageOf(facts, response),
    reportedCostUsd:
      reportedCost(facts.number("llm.cost.total")) ??
      costOfParts(facts.number("llm.cost.prompt"), facts.number("llm.cost.completion")),
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

/** The counts, completed by those of the response: some of what is billed is told there alone. */
function usageOf(facts: Facts, response: Json): ReportedUsage | null {
  const counts = openInferenceUsage(facts);
  const raw = nativeUsage(usageIn(response), "response");
  return raw === null ? counts : completeUsage(counts, raw);
}

/** Parameters that are the whole request: who asks for a stream says so there. Elsewhere a stream is another method, which nobody tells. */
const WHOLE_REQUEST =
  /^(?:@arizeai\/openinference-instrumentation-(?:openai|anthropic)|openinference\.instrumentation\.openai)$/;

function streamedBy(facts: Facts, invocation: JsonObject | null): boolean | null {
  if (typeof invocation?.stream === "boolean") return invocation.stream;
  return invocation !== null && WHOLE_REQUEST.test(facts.scope.name) ? false : null;
}

/** What OpenAI's Agents SDK writes into a response that it makes of streamed chunks: of every one the same. */
const NO_ID = "__fake_id__";

/** OpenAI's Agents SDK puts the response of a streamed chat completion into a list. */
const onlyResponse = (value: Json): Json =>
  Array.isArray(value) && value.length === 1 && isResponse(value[0] ?? null) ? (value[0] ?? null) : value;

/** The answer of OpenAI's Responses API. */
const isResponse = (value: Json): value is JsonObject => isObject(value) && value.object === "response";

/** On OpenAI's Responses API this dialect says "stop", or the API "completed", whether tools were called or not. */
const saidStopButCalls = (reason: string | null, output: Message[] | null): string | null =>
  (reason === "stop" || reason === "completed") && callsIn(output).length > 0 ? "tool_calls" : reason;
