import { isObject, type Json } from "@/lib/model/json";
import type { ModelSpan } from "@/lib/model/span";

/** A search unit of Cohere's, and of those who resell it: one query and up to so many documents (https://cohere.com/pricing). */
const DOCUMENTS_A_SEARCH = 100;
const LISTED = /^reranker\.input_documents\.(\d{1,5})\./;

/** How many searches a reranking is billed as; null: the client does not say how many documents there were. */
export function countSearches(span: ModelSpan): number | null {
  const documents = inputDocuments(span);
  return documents === null ? null : Math.max(1, Math.ceil(documents / DOCUMENTS_A_SEARCH));
}

function inputDocuments({ sent, inputValue }: ModelSpan): number | null {
  let listed = 0;
  for (const [key, value] of sent?.attributes ?? []) {
    const index = LISTED.exec(key)?.[1];
    if (index !== undefined) listed = Math.max(listed, Number(index) + 1);
    if (key === "ai.documents" || key === "gen_ai.rerank.documents")
      listed = Math.max(listed, lengthOf(value));
  }
  if (listed > 0) return listed;
  const held = isObject(inputValue) ? lengthOf(inputValue.documents ?? null) : 0;
  return held > 0 ? held : null;
}

function lengthOf(value: Json): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== "string" || !value.startsWith("[")) return 0;
  try {
    const list = JSON.parse(value) as Json;
    return Array.isArray(list) ? list.length : 0;
  } catch {
    return 0;
  }
}
