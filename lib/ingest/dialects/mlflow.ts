import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import { parseJson } from "@/lib/model/json-text";
import { costOfParts, reportedCost } from "./cost";
import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import { numberOf, textOrNull } from "./facts";
import type { Facts } from "./facts";
import { whole } from "./genai-flattened";
import { excludesCache } from "./providers";
import { orPythonMessages } from "./python-messages";
import { toolDefinitionsOf } from "./tool-definitions";
import type { ReportedUsage } from "./reported-usage";
import { usageOfObject } from "./usage-attributes";
import { lookUp } from "./look-up";

const KINDS: Record<string, SpanKind> = {
  LLM: "llm",
  CHAT_MODEL: "llm",
  EMBEDDING: "embedding",
  RETRIEVER: "retrieval",
  RERANKER: "rerank",
  TOOL: "tool",
  AGENT: "agent",
  CHAIN: "workflow",
  PARSER: "workflow",
  WORKFLOW: "workflow",
  TASK: "workflow",
  MEMORY: "workflow",
  GUARDRAIL: "guardrail",
  EVALUATOR: "evaluator",
};

/** MLflow: every value is JSON, texts too. */
export const mlflow: Dialect = {
  name: "mlflow",
  matches: (facts) => facts.hasFamily("mlflow"),
  read(facts) {
    const said = (key: string): Json | undefined => decoded(facts.value(`mlflow.${key}`));
    const text = (key: string): string | null => textOrNull(said(key));
    const kind = lookUp(KINDS, text("spanType") ?? "") ?? null;
    facts.drop("mlflow.traceRequestId", "mlflow.spanFunctionName");
    const prompts = said("linkedPrompts");
    const prompt = Array.isArray(prompts) && isObject(prompts[0]) ? prompts[0] : null;
    const cost = said("llm.cost");
    const model = text("llm.model");
    const asked = said("spanInputs");
    const requested = isCall(kind) && isObject(asked) ? textOrNull(asked.model) : null;
    return {
      kind,
      provider: text("llm.provider"),
      // One field, which holds what the answer said when there is one; what was asked for is in the inputs.
      requestModel: requested ?? model,
      traceName: text("traceName"),
      metadata: traceTags(facts),
      sessionId: text("trace.session"),
      userId: text("trace.user"),
      promptName: textOrNull(prompt?.name),
      promptLabel: textOrNull(prompt?.version),
      toolDefinitions: toolDefinitionsOf(said("chat.tools")),
      usage: usage(
        said("chat.tokenUsage"),
        excludesCache(text("llm.provider") ?? text("message.format"), [model]),
      ),
      reportedCostUsd: isObject(cost)
        ? (reportedCost(numberOf(cost.total_cost)) ??
          costOfParts(numberOf(cost.input_cost), numberOf(cost.output_cost)))
        : reportedCost(numberOf(cost)),
      ...chunks(facts),
      ...bodies(kind, said("spanInputs"), said("spanOutputs")),
    };
  },
};

const isCall = (kind: SpanKind | null): boolean => kind === "llm" || kind === "embedding";

const decoded = (value: Json | undefined): Json | undefined =>
  typeof value === "string" ? (parseJson(value) ?? value) : value;

function bodies(kind: SpanKind | null, inputValue: Json | undefined, outputValue: Json | undefined): Reading {
  if (kind === "llm")
    return {
      input: whole(orPythonMessages(inputValue), "user"),
      output: whole(orPythonMessages(outputValue), "assistant"),
      inputValue,
      outputValue,
    };
  if (kind === "retrieval")
    return {
      inputValue: isObject(inputValue) ? (inputValue.query ?? inputValue.input ?? inputValue) : inputValue,
      documents: documentsOf(outputValue),
    };
  if (kind === "rerank") return { inputValue, outputValue, documents: documentsOf(outputValue) };
  return { inputValue, outputValue };
}

/** The provider's own numbers: Anthropic's exclude the cache, OpenAI's include it. */
function usage(value: Json | undefined, excludes: boolean | null): ReportedUsage | null {
  if (!isObject(value)) return null;
  const isCached =
    value.cache_read_input_tokens !== undefined || value.cache_creation_input_tokens !== undefined;
  return {
    ...usageOfObject(value),
    // MLflow's own sum of input and output, whatever they leave out: it tells nothing.
    total: null,
    style: !isCached ? null : excludes === false ? "inclusive" : "native",
    rule: "mlflow-native",
    whole: true,
  };
}

/** Each chunk is an event. A generator that yields all at once gives one, at its end: that is no stream. */
function chunks(facts: Facts): Reading {
  const [first] = facts.events("mlflow.chunk.item.0");
  if (first === undefined || !facts.span.events.some((event) => event.name === "mlflow.chunk.item.1"))
    return {};
  return { streaming: true, ttftNs: first.timeNs - facts.span.startNs };
}

function traceTags(facts: Facts): JsonObject | null {
  const tags = facts
    .below("mlflow.traceTag.")
    .map(([key, value]): [string, Json] => [key, decoded(value) ?? value]);
  return tags.length === 0 ? null : Object.fromEntries(tags);
}
