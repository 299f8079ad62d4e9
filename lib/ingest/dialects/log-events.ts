import type { JsonObject } from "@/lib/model/json";
import type { ModelAddition, ModelScore, SpanError } from "@/lib/model/span";

import { objectOf, withoutEmpty } from "../otlp/shape";
import type { OtlpLog } from "../otlp/shape";
import { textOrNull } from "./facts";
import { canonicalFinishReason } from "./finish-reasons";
import { countedCall, evaluationOf, READ_KEYS, readEvent } from "./genai-event";

/** Why a record becomes nothing. */
export type Silence = "not_genai" | "no_span" | "no_time";

/**
 * A log record -> what it adds to its span, or a score, or why it is neither.
 * @param order position among the records of its span with the same time: clients stamp a whole conversation with one
 *   millisecond. It becomes microseconds of the time, which is what is stored.
 */
export function readLog(log: OtlpLog, order: number): ModelAddition | ModelScore | Silence {
  const name = nameOf(log);
  if (!name.startsWith("gen_ai.")) return "not_genai";
  const timeNs = log.timeNs === 0n ? log.observedNs : log.timeNs;
  if (name === EVALUATION) return evaluationOf(withoutEmpty(log.attributes), log, timeNs) ?? "no_span";
  if (log.traceId === "" || log.spanId === "") return "no_span";
  if (timeNs === 0n) return "no_time";

  const error = name === "gen_ai.client.operation.exception" ? exceptionOf(log) : null;
  const reading = readEvent(name, log.body, withoutEmpty(log.attributes));
  const attributes: JsonObject = {};
  // What is not understood is kept with its span as it came.
  const understood = reading !== null || error !== null;
  for (const [key, value] of log.attributes)
    if (key !== "__proto__" && (!understood || (!READ_KEYS.has(key) && !key.startsWith("exception."))))
      attributes[key] = value;
  if (!understood) {
    attributes["event.name"] = name;
    if (log.body !== null) attributes["log.body"] = log.body;
  }
  return {
    traceId: log.traceId,
    spanId: log.spanId,
    occurredAtNs: timeNs + BigInt(order) * 1000n,
    system: reading?.system ?? null,
    input: reading?.input ?? null,
    output: reading?.output ?? null,
    toolDefinitions: reading?.toolDefinitions ?? null,
    finishReason: canonicalFinishReason(reading?.finishReason),
    inputValue: null,
    outputValue: null,
    documents: null,
    error,
    call: countedCall(reading?.call ?? null),
    attributes,
    records: [recordOf(log, name)],
  };
}

/** A record as it was sent. */
const recordOf = (log: OtlpLog, name: string): JsonObject => ({
  name,
  time_unix_nano: log.timeNs.toString(),
  ...(log.body === null ? {} : { body: log.body }),
  attributes: objectOf(log.attributes),
});

/** A record about a span that is kept for its own sake: what was read of it went elsewhere. */
export const keptRecord = (log: OtlpLog): ModelAddition | null =>
  log.traceId === "" || log.spanId === "" || log.timeNs === 0n
    ? null
    : {
        traceId: log.traceId,
        spanId: log.spanId,
        occurredAtNs: log.timeNs,
        system: null,
        input: null,
        output: null,
        toolDefinitions: null,
        finishReason: null,
        inputValue: null,
        outputValue: null,
        documents: null,
        error: null,
        attributes: {},
        records: [recordOf(log, nameOf(log))],
      };

const EVALUATION = "gen_ai.evaluation.result";

export const nameOf = (log: OtlpLog): string =>
  log.eventName || textOrNull(log.attributes.get("event.name")) || "";

export const isEvaluation = (log: OtlpLog): boolean => nameOf(log) === EVALUATION;

function exceptionOf(log: OtlpLog): SpanError {
  const said = (key: string): string | null => textOrNull(log.attributes.get(key));
  return {
    type: said("exception.type") ?? said("error.type"),
    message: said("exception.message"),
    stack: said("exception.stacktrace"),
  };
}

export const isScore = <Other extends object>(value: Other | ModelScore): value is ModelScore =>
  "source" in value;
