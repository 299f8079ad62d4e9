import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";
import type { Document } from "@/lib/model/message";

import { jsonOrText } from "@/lib/model/json-text";
import type { Reading } from "./dialect";
import { documentsOf } from "./documents";
import { countOf, numberOf } from "./facts";
import type { Facts } from "./facts";

export const tool = (facts: Facts): Reading => ({
  toolName: facts.text("ai.toolCall.name"),
  toolCallId: facts.text("ai.toolCall.id"),
  inputValue: facts.exact("ai.toolCall.args", "ai.toolCall.input"),
  outputValue: facts.exact("ai.toolCall.result", "ai.toolCall.output"),
});

/** Documents and their ranking are lists of JSON texts; a rank names its document by position. */
export function rerank(facts: Facts): Reading {
  const list = (key: string): Json[] => {
    const value = facts.value(key);
    return Array.isArray(value) ? value.map(jsonOrText) : [];
  };
  const given = list("ai.documents");
  const documents = list("ai.ranking").flatMap((rank): Document[] => {
    if (!isObject(rank)) return [];
    const index = numberOf(rank.originalIndex ?? rank.index);
    const held = rank.document ?? (index === null ? undefined : given[index]);
    const [document] = documentsOf(held === undefined ? [] : [held]) ?? [];
    return [
      {
        id: document?.id ?? (index === null ? null : String(index)),
        content: document?.content ?? null,
        score: numberOf(rank.score ?? rank.relevanceScore),
        ...(document?.metadata === undefined ? {} : { metadata: document.metadata }),
      },
    ];
  });
  return {
    requestModel: facts.text("ai.model.id"),
    inputValue: facts.value("ai.rerank.query", "ai.query"),
    documents: documents.length === 0 ? null : documents,
  };
}

/** Values are JSON texts, one by one; vectors are never kept. */
export function embedding(facts: Facts): Reading {
  const values = facts.peek("ai.values");
  facts.drop("ai.values");
  const vectors =
    facts.peek("ai.embeddings") ??
    (facts.has("ai.embedding") ? [facts.peek("ai.embedding") as Json] : undefined);
  if (Array.isArray(vectors)) {
    facts.drop("ai.embeddings", "ai.embedding");
    const first = jsonOrText(vectors[0] ?? null);
    facts.keep("embedding.vectors", {
      count: vectors.length,
      dimensions: Array.isArray(first) ? first.length : 0,
    });
  }
  const tokens = facts.count("ai.usage.tokens");
  return {
    requestModel: facts.text("ai.model.id"),
    inputValue: Array.isArray(values) ? values.map(jsonOrText) : facts.value("ai.value"),
    usage: tokens === null ? null : { input: countOf(tokens), style: "inclusive", rule: "ai-sdk" },
  };
}
