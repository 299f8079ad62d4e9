import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import { jsonOrText } from "../text";
import { costOfParts, reportedCost } from "./cost";
import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import { numberOf, textOrNull } from "./facts";
import type { Facts } from "./facts";
import { langsmithUsage } from "./langsmith-usage";
import { messagesOf } from "./messages";
import { invocationParameters } from "./parameters";
import { cleanMetadata, sessionIn, tagsOf, userIn } from "./plain";
import { toolDefinitionsOf } from "./tool-definitions";
import { toolResultOf } from "./tool-result";

const KINDS: Record<string, SpanKind> = {
  llm: "llm",
  chain: "workflow",
  tool: "tool",
  retriever: "retrieval",
  embedding: "embedding",
  prompt: "workflow",
  parser: "workflow",
};

/** Keys of a run's metadata that are read elsewhere. */
const READ = [
  "ls_provider",
  "ls_model_type",
  "ls_model_name",
  "ls_temperature",
  "ls_max_tokens",
  "ls_stop",
  "ls_invocation_params",
  "usage_metadata",
];

/** LangSmith's runs translated to OpenTelemetry by its own SDK: inputs and outputs whole, in GenAI's attributes for texts. */
export const langsmith: Dialect = {
  name: "langsmith",
  speaks: (facts) => facts.hasFamily("langsmith") || facts.scope.name === "langsmith",
  read(facts) {
    const kind = KINDS[facts.text("langsmith.span.kind")?.toLowerCase() ?? ""] ?? null;
    facts.drop(
      "langsmith.traceable",
      "langsmith.span.parent_id",
      "langsmith.traceable_parent_otel_span_id",
      "langsmith.is_root",
      "langsmith.trace.name",
    );
    const streaming = facts.flag("langsmith.request.streaming");
    return {
      kind,
      // The SDK says it of every stream; spans made by hand say it of none.
      streaming: streaming ?? (kind === "llm" && facts.scope.name === "langsmith" ? false : null),
      service: facts.text("langsmith.trace.session_name"),
      tags: tagsOf(facts.value("langsmith.span.tags")),
      ...metadataOf(facts),
      ...bodies(facts, kind),
    };
  },
};

function bodies(facts: Facts, kind: SpanKind | null): Reading {
  const input = facts.value("gen_ai.prompt");
  const output = facts.value("gen_ai.completion");
  switch (kind) {
    case "llm":
      return {
        input: messagesOf(input, "user"),
        output: messagesOf(output, "assistant"),
        inputValue: input,
        outputValue: output,
        ...(isObject(input) ? { toolDefinitions: toolDefinitionsOf(input.tools) } : {}),
      };
    case "tool": {
      const { result, callId } = toolResultOf(only(output, "outputs"));
      return {
        toolName: facts.span.name,
        toolCallId: callId,
        inputValue: only(input, "input"),
        outputValue: result,
      };
    }
    case "retrieval":
      return {
        inputValue: isObject(input) ? (input.query ?? input.input ?? input) : input,
        documents: documentsOf(output),
        outputValue: documentsOf(output) === null ? output : null,
      };
    default:
      return { inputValue: only(input, "input"), outputValue: only(output, "outputs") };
  }
}

/** Values that are no object are wrapped in one by the SDK; LangChain's tools have their arguments as JSON text in it. */
const only = (value: Json | undefined, key: string): Json | undefined => {
  if (!isObject(value) || Object.keys(value).length !== 1) return value;
  const held = value[key] ?? (key === "outputs" ? value.output : undefined);
  return held === undefined ? value : key === "input" ? jsonOrText(held) : held;
};

function metadataOf(facts: Facts): Reading {
  const reported = facts.object("langsmith.usage_metadata");
  facts.drop("gen_ai.usage.input_token_details", "gen_ai.usage.output_token_details");
  const metadata: JsonObject = Object.fromEntries(
    facts.below("langsmith.metadata.").map(([key, value]): [string, Json] => [key, jsonOrText(value)]),
  );
  const usage = reported ?? (isObject(metadata.usage_metadata) ? metadata.usage_metadata : null);
  const request = jsonOrText(facts.peek("gen_ai.prompt") ?? null);
  const { parameters } = invocationParameters({
    ...(isObject(request) && request.messages !== undefined ? request : {}),
    ...(isObject(metadata.ls_invocation_params) ? metadata.ls_invocation_params : {}),
    ...(metadata.ls_temperature === undefined ? {} : { temperature: metadata.ls_temperature }),
    ...(metadata.ls_max_tokens === undefined ? {} : { max_tokens: metadata.ls_max_tokens }),
  });
  return {
    release: textOrNull(metadata.revision_id),
    promptName:
      [metadata.lc_hub_owner, metadata.lc_hub_repo].filter((word) => typeof word === "string").join("/") ||
      null,
    promptLabel: textOrNull(metadata.lc_hub_commit_hash),
    sessionId: sessionIn(metadata),
    userId: userIn(metadata),
    metadata: cleanMetadata(
      Object.fromEntries(Object.entries(metadata).filter(([key]) => !READ.includes(key))),
    ),
    provider: typeof metadata.ls_provider === "string" ? metadata.ls_provider : null,
    requestModel: typeof metadata.ls_model_name === "string" ? metadata.ls_model_name : null,
    parameters,
    usage: langsmithUsage(usage),
    reportedCostUsd:
      reportedCost(numberOf(usage?.total_cost)) ??
      costOfParts(numberOf(usage?.input_cost), numberOf(usage?.output_cost)),
  };
}
