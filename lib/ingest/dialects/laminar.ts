import type { Json } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import { jsonOrText } from "../text";
import type { Dialect } from "./dialect";
import { cleanMetadata, sessionIn, tagsOf, userIn } from "./plain";

const KINDS: Record<string, SpanKind> = {
  LLM: "llm",
  TOOL: "tool",
  EVALUATOR: "evaluator",
  EVALUATION: "workflow",
  EXECUTOR: "workflow",
  PIPELINE: "workflow",
};

/** Laminar: GenAI on model calls; inputs and outputs of everything under its own names. */
export const laminar: Dialect = {
  name: "laminar",
  speaks: (facts) => facts.hasFamily("lmnr"),
  read(facts) {
    const properties = Object.fromEntries(
      facts
        .below("lmnr.association.properties.")
        .map(([key, value]): [string, Json] => [key.replace(/^metadata\./, ""), jsonOrText(value)]),
    );
    const { tags, ...metadata } = properties;
    facts.drop(
      "lmnr.span.path",
      "lmnr.span.ids_path",
      "lmnr.span.instrumentation_source",
      "lmnr.span.sdk_version",
      "lmnr.span.language_version",
      "lmnr.internal.override_parent_span",
    );
    return {
      kind: KINDS[facts.text("lmnr.span.type") ?? ""] ?? null,
      inputValue: facts.value("lmnr.span.input"),
      outputValue: facts.value("lmnr.span.output"),
      sessionId: sessionIn(metadata),
      userId: userIn(metadata),
      tags: tagsOf(tags),
      metadata: cleanMetadata(
        Object.fromEntries(
          Object.entries(metadata).filter(([key]) => key !== "session_id" && key !== "user_id"),
        ),
      ),
    };
  },
};
