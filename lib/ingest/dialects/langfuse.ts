import { FLAG } from "@/lib/model/flags";
import { nsOfIso } from "@/lib/model/instant";
import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import { jsonOrText } from "@/lib/model/json-text";
import { reportedCost } from "./cost";
import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import { numberOf, textOrNull } from "./facts";
import type { Facts } from "./facts";
import { argumentsOf } from "./function-arguments";
import { whole } from "./genai-flattened";
import { langfuseUsage } from "./langfuse-usage";
import { invocationParameters } from "./parameters";
import { cleanMetadata, sessionIn, tagsOf, userIn } from "./plain";
import { orPythonMessages } from "./python-messages";
import { toolDefinitionsOf } from "./tool-definitions";
import { toolResultOf } from "./tool-result";
import { lookUp } from "./look-up";

const KINDS: Record<string, SpanKind> = {
  generation: "llm",
  embedding: "embedding",
  retriever: "retrieval",
  tool: "tool",
  agent: "agent",
  chain: "workflow",
  guardrail: "guardrail",
  evaluator: "evaluator",
  event: "other",
};

/** Langfuse's OpenTelemetry SDKs (JS 4 and later, Python 3 and later): observations with JSON in strings. */
export const langfuse: Dialect = {
  name: "langfuse",
  matches: (facts) => facts.hasFamily("langfuse") || facts.scope.name === "langfuse-sdk",
  read(facts) {
    const kind = kindOf(facts);
    facts.drop("langfuse.observation.type");
    const level = facts.peek("langfuse.observation.level");
    // A warning is no error: its level and message stay to be seen.
    const failed = level === "ERROR";
    if (failed || level === "DEFAULT") facts.drop("langfuse.observation.level");
    const isRoot = facts.flag("langfuse.internal.is_app_root", "langfuse.internal.as_root") === true;
    return {
      kind,
      flags: isRoot ? FLAG.appRoot : 0,
      traceName: facts.text("langfuse.trace.name"),
      environment: facts.text("langfuse.environment"),
      release: facts.text("langfuse.release"),
      version: facts.text("langfuse.version"),
      promptName: facts.text("langfuse.observation.prompt.name"),
      promptLabel: facts.text("langfuse.observation.prompt.version"),
      isError: failed,
      error: failed ? { message: facts.text("langfuse.observation.status_message") } : null,
      ...said(facts),
      ...(kind === "llm" || kind === "embedding" || facts.has("langfuse.observation.usage_details")
        ? model(facts)
        : {}),
      ...bodies(facts, kind),
    };
  },
};

/** `span` is the word for everything else: another dialect may know better, and Python up to 3.3 says it of model calls. */
function kindOf(facts: Facts): SpanKind | null {
  const type = facts.peekText("langfuse.observation.type");
  const kind = lookUp(KINDS, type ?? "") ?? null;
  if (kind !== null || type !== "span") return kind;
  if (facts.has("langfuse.observation.model.name") && facts.has("langfuse.observation.usage_details"))
    return "llm";
  return facts.hasFamily("gen_ai") || facts.hasFamily("ai") || facts.hasFamily("openinference")
    ? null
    : "workflow";
}

function bodies(facts: Facts, kind: SpanKind | null): Reading {
  const input = argumentsOf(facts.value("langfuse.observation.input") ?? facts.value("langfuse.trace.input"));
  const output = facts.value("langfuse.observation.output") ?? facts.value("langfuse.trace.output");
  if (kind === "llm")
    return {
      input: whole(orPythonMessages(input), "user"),
      output: whole(orPythonMessages(output), "assistant"),
      toolDefinitions: isObject(input) ? toolDefinitionsOf(input.tools) : null,
      inputValue: input,
      outputValue: output,
    };
  if (kind === "tool") {
    const { result, callId } = toolResultOf(output);
    return { toolName: facts.span.name, toolCallId: callId, inputValue: input, outputValue: result };
  }
  if (kind === "retrieval")
    return {
      inputValue: isObject(input) ? (input.query ?? input.input ?? input) : input,
      documents: documentsOf(output),
      outputValue: documentsOf(output) === null ? output : null,
    };
  return { inputValue: input, outputValue: output };
}

/**
 * One field for both models: the response's, but the request's for streams in JavaScript; LangChain's handler has the request's apart.
 */
function model(facts: Facts): Reading {
  const requested = facts.text("langfuse.observation.metadata.ls_model_name");
  const named = facts.text("langfuse.observation.model.name");
  const settings = facts.object("langfuse.observation.model.parameters");
  const started = facts.value("langfuse.observation.completion_start_time");
  const at = typeof started === "string" ? nsOfIso(started) : null;
  const streaming = settings === null ? null : streamed(settings);
  return {
    provider: facts.text("langfuse.observation.metadata.ls_provider"),
    requestModel: requested ?? named,
    responseModel:
      (streaming === true || at !== null) &&
      facts.resource.attributes.get("telemetry.sdk.language") !== "python"
        ? null
        : named,
    streaming,
    ttftNs: at === null ? null : at - facts.span.startNs,
    parameters: invocationParameters(settings === null ? null : withoutEmpty(settings)).parameters,
    usage: langfuseUsage(facts.object("langfuse.observation.usage_details")),
    reportedCostUsd: costOf(facts.object("langfuse.observation.cost_details")),
  };
}

/** The OpenAI wrapper notes every request's response format, empty or not, and whether it streams only when it does. */
function streamed(settings: JsonObject): boolean | null {
  if (settings.stream === true || settings.stream === "true") return true;
  return settings.response_format === undefined ? null : false;
}

const withoutEmpty = (settings: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ""));

function costOf(details: JsonObject | null): string | null {
  if (details === null) return null;
  const parts = Object.entries(details).filter(([key]) => key !== "total");
  return reportedCost(
    numberOf(details.total) ?? parts.reduce((sum, [, value]) => sum + (numberOf(value) ?? 0), 0),
  );
}

/** Of the trace and of the observation, by key or as one JSON object; frameworks put marks of their own among them. */
function said(facts: Facts): Reading {
  const metadata: JsonObject = {
    ...facts.object("langfuse.trace.metadata"),
    ...facts.object("langfuse.observation.metadata"),
    ...Object.fromEntries(
      [...facts.below("langfuse.trace.metadata."), ...facts.below("langfuse.observation.metadata.")].map(
        ([key, value]): [string, Json] => [key, jsonOrText(value)],
      ),
    ),
  };
  const { langfuseTags, tags: _frameworkTags, ...rest } = metadata;
  return {
    sessionId: facts.text("langfuse.session.id") ?? sessionIn(rest),
    userId: facts.text("langfuse.user.id") ?? userIn(rest) ?? textOrNull(rest.langfuseUserId),
    tags: [...(tagsOf(facts.value("langfuse.trace.tags")) ?? []), ...(tagsOf(langfuseTags) ?? [])],
    metadata: cleanMetadata(rest),
  };
}
