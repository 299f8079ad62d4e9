import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";

import type { Reading } from "./dialect";
import { documentsOf } from "./documents";
import type { Facts } from "./facts";
import { openInferenceUsage } from "./openinference-usage";
import { invocationParameters } from "./parameters";
import { toolResultOf } from "./tool-result";

export function tool(facts: Facts): Reading {
  const { result, callId } = toolResultOf(facts.value("output.value"));
  return {
    toolName: facts.text("tool.name") ?? facts.span.name,
    toolCallId: facts.text("tool.id", "tool_call.id") ?? callId,
    inputValue: facts.value("input.value", "tool.parameters"),
    outputValue: result,
  };
}

/** Vectors are never kept: how many and how long they were is. */
export function embedding(facts: Facts): Reading {
  const items = facts
    .list("embedding.embeddings.")
    .map((item) => (isObject(item.embedding) ? item.embedding : item));
  const vectors = items.map((item) => item.vector).filter((vector) => Array.isArray(vector));
  if (vectors.length > 0)
    facts.keep("embedding.vectors", { count: vectors.length, dimensions: vectors[0]?.length ?? 0 });
  const texts = items.map((item) => item.text).filter((text) => typeof text === "string");
  const { parameters } = invocationParameters(facts.object("embedding.invocation_parameters"));
  const value = facts.value("input.value");
  const output = facts.value("output.value");
  return {
    requestModel: facts.text("embedding.model_name", "llm.model_name"),
    inputValue: texts.length > 0 ? texts : value,
    outputValue: vectors.length > 0 ? null : output,
    parameters,
    usage: openInferenceUsage(facts),
  };
}

export function rerank(facts: Facts): Reading {
  const before = documentsOf(facts.list("reranker.input_documents."));
  const value = facts.value("input.value");
  const query = facts.text("reranker.query") ?? value ?? null;
  return {
    requestModel: facts.text("reranker.model_name"),
    inputValue: before === null || isObject(query) ? query : { query, documents: before as unknown as Json },
    outputValue: facts.value("output.value"),
    documents: documentsOf(facts.list("reranker.output_documents.")),
  };
}
