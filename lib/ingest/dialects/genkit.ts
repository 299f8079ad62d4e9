import type { SpanKind } from "@/lib/model/kind";

import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import type { Facts } from "./facts";
import { whole } from "./genai-flattened";
import { orPythonMessages } from "./python-messages";
import { lookUp } from "./look-up";

const KINDS: Record<string, SpanKind> = {
  model: "llm",
  "background-model": "llm",
  embedder: "embedding",
  retriever: "retrieval",
  reranker: "rerank",
  tool: "tool",
  "tool.v2": "tool",
  flow: "workflow",
  flowStep: "workflow",
  prompt: "workflow",
  "executable-prompt": "workflow",
  util: "workflow",
  evaluator: "evaluator",
};

/** Firebase Genkit: `genkit:*`, every input and output as JSON. */
export const genkit: Dialect = {
  name: "genkit",
  matches: (facts) => facts.hasFamily("genkit"),
  read(facts) {
    const kind =
      lookUp(KINDS, facts.text("genkit:metadata:subtype") ?? "") ??
      lookUp(KINDS, facts.peekText("genkit:type") ?? "") ??
      null;
    facts.drop("genkit:type", "genkit:isRoot", "genkit:path");
    const name = facts.text("genkit:name");
    return {
      kind,
      functionName: facts.text("genkit:metadata:flow:name") ?? (kind === "workflow" ? name : null),
      toolName: name,
      sessionId: facts.text("genkit:sessionId", "genkit:metadata:sessionId"),
      isError: facts.text("genkit:state") === "error",
      ...(kind === "llm" || kind === "embedding" ? model(name) : {}),
      ...bodies(facts, kind),
    };
  },
};

/** `googleai/gemini-2.5-flash`: plugin and model. */
function model(name: string | null): Reading {
  const [plugin, ...rest] = (name ?? "").split("/");
  return rest.length === 0 ? { requestModel: name } : { provider: plugin, requestModel: rest.join("/") };
}

function bodies(facts: Facts, kind: SpanKind | null): Reading {
  if (kind === "tool")
    return { inputValue: facts.exact("genkit:input"), outputValue: facts.exact("genkit:output") };
  const inputValue = facts.value("genkit:input");
  const outputValue = facts.value("genkit:output");
  return {
    inputValue,
    outputValue,
    ...(kind === "llm"
      ? {
          input: whole(orPythonMessages(inputValue), "user"),
          output: whole(orPythonMessages(outputValue), "assistant"),
        }
      : {}),
    ...(kind === "retrieval" || kind === "rerank" ? { documents: documentsOf(outputValue) } : {}),
  };
}
