import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { Message } from "@/lib/model/message";

import { jsonOrText } from "@/lib/model/json-text";
import { costOfParts, reportedCost } from "./cost";
import type { Reading } from "./dialect";
import { documentsOf } from "./documents";
import { numberOf, textOrNull } from "./facts";
import { messagesOf } from "./messages";
import { cleanMetadata, sessionIn, userIn } from "./plain";
import { orPythonMessages } from "./python-messages";
import { toolResultOf } from "./tool-result";

/** `run_type` -> kind. */
export const RUN_KINDS: Record<string, SpanKind> = {
  llm: "llm",
  chain: "workflow",
  tool: "tool",
  retriever: "retrieval",
  embedding: "embedding",
  prompt: "workflow",
  parser: "workflow",
};

/** What a run took and gave, of every kind; `inputs` and `outputs` as LangSmith's clients make them of what their frameworks have. */
export function runBodies(
  kind: SpanKind | null,
  name: string,
  inputs: Json | undefined,
  outputs: Json | undefined,
): Reading {
  switch (kind) {
    case "llm":
      return {
        input: askedMessages(orPythonMessages(inputs)),
        output: givenMessages(orPythonMessages(outputs)),
        inputValue: inputs,
        outputValue: outputs,
      };
    case "tool": {
      const { result, callId } = toolResultOf(only(outputs, "outputs"));
      return { toolName: name, toolCallId: callId, inputValue: only(inputs, "input"), outputValue: result };
    }
    case "retrieval":
      return {
        inputValue: isObject(inputs) ? (inputs.query ?? inputs.input ?? inputs) : inputs,
        documents: documentsOf(outputs),
        outputValue: documentsOf(outputs) === null ? outputs : null,
      };
    default:
      return { inputValue: only(inputs, "input"), outputValue: only(outputs, "outputs") };
  }
}

/** Values that are no object are wrapped in one by the SDK; LangChain's tools have their arguments as JSON text in it. */
const only = (value: Json | undefined, key: string): Json | undefined => {
  if (!isObject(value) || Object.keys(value).length !== 1) return value;
  const held = value[key] ?? (key === "outputs" ? value.output : undefined);
  return held === undefined ? value : key === "input" ? jsonOrText(held) : held;
};

function askedMessages(inputs: Json | undefined): Message[] | null {
  const messages = messagesOf(inputs, "user");
  if (messages !== null || !isObject(inputs)) return messages;
  // LangChain's models that complete a text take several at once.
  if (Array.isArray(inputs.prompts)) return textsOf(inputs.prompts, "user");
  return textsOf([inputs.prompt ?? inputs.input ?? inputs.messages ?? null], "user");
}

function givenMessages(outputs: Json | undefined): Message[] | null {
  const given = only(outputs, "outputs");
  const messages = messagesOf(given, "assistant");
  if (messages !== null) return messages;
  if (!isObject(given)) return given === undefined ? null : textsOf([given], "assistant");
  const pieces = [given.generations, given.choices].find(Array.isArray)?.flat(1);
  if (pieces !== undefined)
    return textsOf(
      pieces.map((piece) => (isObject(piece) ? (piece.text ?? null) : piece)),
      "assistant",
    );
  return textsOf([given.output ?? given.content ?? given.text ?? null], "assistant");
}

const textsOf = (texts: readonly Json[], role: string): Message[] | null => {
  const messages = texts.flatMap((text) =>
    typeof text === "string" && text !== "" ? [{ role, content: text }] : [],
  );
  return messages.length === 0 ? null : messages;
};

/** Keys of a run's metadata that are read elsewhere. */
const READ = new Set([
  "ls_provider",
  "ls_model_type",
  "ls_model_name",
  "ls_temperature",
  "ls_max_tokens",
  "ls_stop",
  "ls_invocation_params",
  "usage_metadata",
]);

/** What a run's metadata says of who, where and which model; the rest of it stays metadata. */
export function runMetadata(metadata: JsonObject): Reading {
  return {
    sessionId: sessionIn(metadata),
    userId: userIn(metadata),
    metadata: cleanMetadata(Object.fromEntries(Object.entries(metadata).filter(([key]) => !READ.has(key)))),
    provider: textOrNull(metadata.ls_provider),
    requestModel: textOrNull(metadata.ls_model_name),
    promptName:
      [metadata.lc_hub_owner, metadata.lc_hub_repo].filter((word) => typeof word === "string").join("/") ||
      null,
    promptLabel: textOrNull(metadata.lc_hub_commit_hash),
    release: textOrNull(metadata.revision_id ?? metadata.LANGCHAIN_REVISION_ID),
  };
}

/** The request's parameters that a run's metadata has. */
export const metadataParameters = (metadata: JsonObject): JsonObject => ({
  ...(isObject(metadata.ls_invocation_params) ? metadata.ls_invocation_params : {}),
  ...(metadata.ls_temperature === undefined ? {} : { temperature: metadata.ls_temperature }),
  ...(metadata.ls_max_tokens === undefined ? {} : { max_tokens: metadata.ls_max_tokens }),
  ...(metadata.ls_stop === undefined ? {} : { stop: metadata.ls_stop }),
});

/** US dollars of `usage_metadata`; a total that is not said is the sum of its halves. */
export function usageCost(usage: JsonObject | null): string | null {
  return (
    reportedCost(numberOf(usage?.total_cost)) ??
    costOfParts(numberOf(usage?.input_cost), numberOf(usage?.output_cost))
  );
}
