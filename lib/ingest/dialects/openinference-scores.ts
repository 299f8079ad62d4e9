import { digest128 } from "@/lib/model/digest";
import { isoOfNs } from "@/lib/model/instant";
import { isObject } from "@/lib/model/json";
import type { JsonObject } from "@/lib/model/json";
import type { ModelScore } from "@/lib/model/span";

import { jsonOrText } from "@/lib/model/json-text";
import { numberOf, textOrNull } from "./facts";
import type { Facts } from "./facts";
import { lookUp } from "./look-up";

const SOURCES: Record<string, ModelScore["source"]> = { HUMAN: "reviewer", LLM: "model", CODE: "code" };

/** `annotations.<i>.annotation.*`, its older spelling, both also for the trace, and what an EVALUATOR span put out. */
export function openInferenceScores(facts: Facts): ModelScore[] {
  const { span } = facts;
  const scores: ModelScore[] = [];
  const more: JsonObject[] = [];
  const add = (item: JsonObject, about: Target, name: string | null): void => {
    const score = scoreOf(item, facts, about, name);
    if (score !== null) scores.push(score);
    // A score has no word for them.
    if (item.identifier !== undefined || item.metadata !== undefined)
      more.push({
        name: score?.name ?? null,
        ...(item.identifier === undefined ? {} : { identifier: item.identifier }),
        ...(item.metadata === undefined ? {} : { metadata: jsonOrText(item.metadata) }),
      });
  };
  const here: Target = { traceId: span.traceId, spanId: span.spanId, sessionId: null };
  const sessionId = facts.peekText("session.id");
  const targets: [string, Target | null][] = [
    ["", here],
    ["trace.", { ...here, spanId: null }],
    ["session.", sessionId === null ? null : { traceId: null, spanId: null, sessionId }],
  ];
  for (const [prefix, about] of targets) {
    if (about === null) continue;
    for (const item of facts.list(`${prefix}annotations.`))
      if (isObject(item.annotation)) add(item.annotation, about, null);
    for (const item of facts.list(`${prefix}evaluations.`))
      if (isObject(item.evaluation)) add(item.evaluation, about, null);
  }
  for (const [name, item] of older(facts)) add(item, here, name);
  if (facts.peekText("openinference.span.kind")?.toUpperCase() === "EVALUATOR") {
    const output = jsonOrText(facts.peek("output.value") ?? null);
    // An evaluator judges what it was called from.
    if (isObject(output))
      add(output, { ...here, spanId: span.parentSpanId === "" ? null : span.parentSpanId }, span.name);
  }
  if (more.length > 0) facts.keep("annotations", more);
  return scores;
}

interface Target {
  traceId: string | null;
  spanId: string | null;
  sessionId: string | null;
}

/** `eval.<name>.score`, `.label` and `.explanation`, as older versions of Phoenix have it. */
function older(facts: Facts): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  if (!facts.hasFamily("eval")) return found;
  for (const key of facts.attributes.keys()) {
    const [, name, field] = /^eval\.(.+)\.(score|label|explanation)$/.exec(key) ?? [];
    if (name === undefined || field === undefined) continue;
    found.set(name, { ...found.get(name), [field]: facts.value(key) ?? null });
  }
  return found;
}

function scoreOf(item: JsonObject, facts: Facts, about: Target, otherwise: string | null): ModelScore | null {
  const { endNs, startNs } = facts.span;
  const { traceId, spanId, sessionId } = about;
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
          ? [traceId ?? `session ${sessionId}`, spanId, name, value, explanation]
          : [traceId ?? `session ${sessionId}`, spanId, name, identifier],
      ),
    ),
    ...about,
    name,
    value,
    source: lookUp(SOURCES, textOrNull(item.annotator_kind)?.toUpperCase() ?? "") ?? "model",
    comment: [value === label ? null : label, explanation].filter((text) => text !== null).join(": ") || null,
    correction: null,
    at: isoOfNs(endNs === 0n ? startNs : endNs),
  };
}
