import { isObject } from "@/lib/model/json";

import { objectOf } from "../otlp/shape";
import { jsonOrText } from "@/lib/model/json-text";
import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import type { Facts } from "./facts";

/** Databases that do nothing but search by meaning; a query to any other one need not be a retrieval. */
const STORES = new Set([
  "chroma",
  "chromadb",
  "pinecone",
  "qdrant",
  "weaviate",
  "milvus",
  "lancedb",
  "marqo",
  "turbopuffer",
]);

/** Calls to vector stores, as OpenLLMetry, OpenLIT and Spring AI tell them. */
export const vectorStore: Dialect = {
  name: "vector-store",
  matches: (facts) =>
    (facts.hasFamily("db") && (STORES.has(storeOf(facts)) || facts.has("db.vector.query.content"))) ||
    facts.span.events.some(({ name }) => name === "db.query.result"),
  read(facts) {
    const operation = `${facts.peekText("db.operation.name") ?? facts.peekText("db.operation") ?? ""} ${facts.span.name}`;
    return {
      kind: /query|search|similarity/i.test(operation) ? "retrieval" : null,
      inputValue: facts.text("db.vector.query.content"),
      documents: documentsOf(facts.value("db.vector.query.response.documents")),
      ...results(facts),
    };
  },
};

const storeOf = (facts: Facts): string =>
  (facts.peekText("db.system.name") ?? facts.peekText("db.system") ?? "").toLowerCase();

/** One event for each document. A distance is no score. */
function results(facts: Facts): Reading {
  const found = facts.events("db.query.result");
  if (found.length === 0) return {};
  // The query's vector; never kept.
  facts.events("db.query.embeddings");
  const documents = documentsOf(
    found.map(({ attributes }) => {
      const {
        "db.query.result.id": id,
        "db.query.result.score": score,
        "db.query.result.distance": distance,
        "db.query.result.metadata": metadata,
        "db.query.result.document": content,
      } = objectOf(attributes);
      const said = jsonOrText(metadata ?? null);
      return {
        id: id ?? null,
        score: score ?? null,
        content: content ?? null,
        metadata: { ...(isObject(said) ? said : {}), ...(distance === undefined ? {} : { distance }) },
      };
    }),
  );
  return { kind: "retrieval", documents };
}
