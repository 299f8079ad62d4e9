import { digest128 } from "@/lib/contents/content";
import { isoOfNs } from "@/lib/model/instant";
import { isObject } from "@/lib/model/json";
import type { JsonObject } from "@/lib/model/json";
import type { ModelScore } from "@/lib/model/span";

import { jsonOrText } from "../text";
import { numberOf, textOrNull } from "./facts";
import type { Facts } from "./facts";

const SOURCES: Record<string, ModelScore["source"]> = { HUMAN: "reviewer", LLM: "model", CODE: "code" };

/** `annotations.<i>.annotation.*`, its older spelling, both also for the trace, and what an EVALUATOR span put out. */
export function openInferenceScores(facts: Facts): ModelScore[] {
  const { span } = facts;
  const scores: ModelScore[] = [];
  const add = (item: JsonObject, spanId: string | null, name: string | null): void => {
    const score = scoreOf(item, facts, spanId, name);
    if (score !== null) scores.push(score);
  };
  for (const [prefix, spanId] of [
    ["", span.spanId],
    ["trace.", null],
  ] as const) {
    for (const item of facts.list(`${prefix}annotations.`))
      if (isObject(item.annotation)) add(item.annotation, spanId, null);
    for (const item of facts.list(`${prefix}evaluations.`))
      if (isObject(item.evaluation)) add(item.evaluation, spanId, null);
  }
  if (facts.peek("openinference.span.kind") === "EVALUATOR") {
    const output = jsonOrText(facts.peek("output.value") ?? null);
    // An evaluator judges what it was called from.
    if (isObject(output)) add(output, span.parentSpanId === "" ? null : span.parentSpanId, span.name);
  }
  return scores;
}

function scoreOf(
  item: JsonObject,
  facts: Facts,
  spanId: string | null,
  otherwise: string | null,
): ModelScore | null {
  const { traceId, endNs, startNs } = facts.span;
  const name = textOrNull(item.name) ?? otherwise;
  const label = textOrNull(item.label);
  const value = numberOf(item.score) ?? (typeof item.score === "boolean" ? item.score : label);
  if (name === null || value === null || traceId === "") return null;
  const identifier = textOrNull(item.identifier);
  const explanation = textOrNull(item.explanation);
  return {
    id: digest128(
      JSON.stringify(
        identifier === null
          ? [traceId, spanId, name, value, explanation]
          : [traceId, spanId, name, identifier],
      ),
    ),
    traceId,
    spanId,
    sessionId: null,
    name,
    value,
    source: SOURCES[textOrNull(item.annotator_kind)?.toUpperCase() ?? ""] ?? "model",
    comment: [value === label ? null : label, explanation].filter((text) => text !== null).join(": ") || null,
    correction: null,
    at: isoOfNs(endNs === 0n ? startNs : endNs),
  };
}
