import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import { objectOf } from "../otlp/shape";
import { jsonOrText } from "../text";
import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import type { Facts } from "./facts";
import { cleanMetadata, sessionIn, tagsOf, userIn } from "./plain";

const KINDS: Record<string, SpanKind> = {
  workflow: "workflow",
  task: "workflow",
  agent: "agent",
  tool: "tool",
};

/** OpenLLMetry (Traceloop): GenAI on model calls; its own words on what the program decorated. */
export const traceloop: Dialect = {
  name: "traceloop",
  speaks: (facts) => facts.hasFamily("traceloop") || facts.scope.name.startsWith("@traceloop/"),
  read(facts) {
    const kind = KINDS[facts.text("traceloop.span.kind") ?? ""] ?? null;
    const entity = facts.text("traceloop.entity.name");
    facts.drop("traceloop.entity.path");
    return {
      kind,
      name: entity,
      // On every span below an agent or workflow; the innermost is the function.
      functionName: facts.text("traceloop.workflow.name") ?? entity,
      version: facts.text("traceloop.entity.version"),
      toolName: entity,
      inputValue: argumentsOf(facts.value("traceloop.entity.input")),
      outputValue: facts.value("traceloop.entity.output"),
      promptName: facts.text("traceloop.prompt.key"),
      promptLabel: facts.text("traceloop.prompt.version_name", "traceloop.prompt.version"),
      streaming: facts.flag("llm.is_streaming") ?? streamedWithoutReason(facts),
      usage: {
        input: facts.count("llm.usage.prompt_tokens"),
        output: facts.count("llm.usage.completion_tokens"),
        total: facts.count("llm.usage.total_tokens"),
      },
      ...properties(facts),
      ...results(facts),
    };
  },
};

/** `{"args": […], "kwargs": {…}}`: a single argument stands for itself. */
function argumentsOf(value: Json | undefined): Json | undefined {
  if (
    !isObject(value) ||
    !Array.isArray(value.args) ||
    Object.keys(value).some((key) => key !== "args" && key !== "kwargs")
  )
    return value;
  const named = isObject(value.kwargs) && Object.keys(value.kwargs).length > 0;
  if (named && value.args.length === 0) return value.kwargs;
  if (!named && value.args.length === 1) return jsonOrText(value.args[0] ?? null);
  return named ? value : value.args;
}

/** The Anthropic instrumentation loses the finish reason of streams, and of nothing else. */
const streamedWithoutReason = (facts: Facts): boolean | null =>
  facts.scope.name === "@traceloop/instrumentation-anthropic" &&
  facts.peekText("gen_ai.output.messages")?.includes('"finish_reason":""') === true
    ? true
    : null;

function properties(facts: Facts): Reading {
  const said = facts.below("traceloop.association.properties.");
  if (said.length === 0) return {};
  const { tags, ...metadata } = Object.fromEntries(
    said.map(([key, value]): [string, Json] => [key, jsonOrText(value)]),
  );
  return {
    sessionId: sessionIn(metadata) ?? (typeof metadata.chat_id === "string" ? metadata.chat_id : null),
    userId: userIn(metadata),
    tags: tagsOf(tags),
    metadata: cleanMetadata(metadata),
  };
}

/** A vector store's answer is one event for each document. */
function results(facts: Facts): Reading {
  const found = facts.events("db.query.result");
  if (found.length === 0) return {};
  // The query's vector; never kept.
  facts.events("db.query.embeddings");
  const documents = documentsOf(
    found.map(({ attributes }) => {
      const of = objectOf(attributes);
      const {
        "db.query.result.id": id,
        "db.query.result.score": score,
        "db.query.result.distance": distance,
        "db.query.result.metadata": metadata,
        "db.query.result.document": content,
      } = of;
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
