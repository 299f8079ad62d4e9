import { digest128 } from "@/lib/model/digest";
import { FLAG } from "@/lib/model/flags";
import { isoOfNs } from "@/lib/model/instant";
import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { ModelScore } from "@/lib/model/span";

import { jsonOrText } from "@/lib/model/json-text";
import type { Dialect } from "./dialect";
import { numberOf } from "./facts";
import type { Facts } from "./facts";
import { cleanMetadata, sessionIn, tagsOf, userIn } from "./plain";
import { lookUp } from "./look-up";

const KINDS: Record<string, SpanKind> = {
  LLM: "llm",
  TOOL: "tool",
  EVALUATOR: "evaluator",
  HUMAN_EVALUATOR: "evaluator",
  EVALUATION: "workflow",
  EXECUTOR: "workflow",
  PIPELINE: "workflow",
};

/** Laminar: GenAI on model calls; inputs and outputs of everything under its own names. */
export const laminar: Dialect = {
  name: "laminar",
  matches: (facts) => facts.hasFamily("lmnr"),
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
    );
    return {
      scores: judged(facts),
      flags: facts.flag("lmnr.internal.override_parent_span") === true ? FLAG.appRoot : 0,
      kind: lookUp(KINDS, facts.text("lmnr.span.type") ?? "") ?? null,
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

/** An evaluator's output is a number, or one for each name; it judges the run that it belongs to. */
function judged({ attributes, span }: Facts): ModelScore[] {
  if (attributes.get("lmnr.span.type") !== "EVALUATOR") return [];
  const output = jsonOrText(attributes.get("lmnr.span.output") ?? null);
  const named: [string, Json][] = isObject(output) ? Object.entries(output) : [[span.name, output]];
  const spanId = span.parentSpanId === "" ? null : span.parentSpanId;
  return named.flatMap(([name, said]): ModelScore[] => {
    const value = typeof said === "boolean" ? said : numberOf(said);
    if (value === null || name === "" || span.traceId === "") return [];
    return [
      {
        id: digest128(JSON.stringify([span.traceId, span.spanId, name])),
        traceId: span.traceId,
        spanId,
        sessionId: null,
        name,
        value,
        source: "code",
        comment: null,
        correction: null,
        at: isoOfNs(span.endNs === 0n ? span.startNs : span.endNs),
      },
    ];
  });
}
