import type { JsonObject } from "@/lib/model/json";
import type { ModelAddition, ModelScore, SpanError } from "@/lib/model/span";

import type { OtlpLog } from "../otlp/shape";
import { textOrNull } from "./facts";
import { canonicalFinishReason } from "./finish-reasons";
import { evaluationOf, READ_KEYS, readEvent } from "./genai-event";

/**
 * A log record -> what it adds to its span, or a score, or nothing.
 * @param order position among the records of its span with the same time: clients stamp a whole conversation with one
 *   millisecond. It becomes microseconds of the time, which is what is stored.
 */
export function readLog(log: OtlpLog, order: number): ModelAddition | ModelScore | null {
  const name = nameOf(log);
  if (!name.startsWith("gen_ai.")) return null;
  const timeNs = log.timeNs === 0n ? log.observedNs : log.timeNs;
  if (name === EVALUATION) return evaluationOf(log.attributes, log, timeNs);
  if (log.traceId === "" || log.spanId === "" || timeNs === 0n) return null;

  const error = name === "gen_ai.client.operation.exception" ? exceptionOf(log) : null;
  const reading = readEvent(name, log.body, log.attributes);
  if (reading === null && error === null) return null;
  const attributes: JsonObject = {};
  for (const [key, value] of log.attributes)
    if (!READ_KEYS.has(key) && !key.startsWith("exception.")) attributes[key] = value;
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
    attributes,
  };
}

const EVALUATION = "gen_ai.evaluation.result";

const nameOf = (log: OtlpLog): string => log.eventName || textOrNull(log.attributes.get("event.name")) || "";

export const isEvaluation = (log: OtlpLog): boolean => nameOf(log) === EVALUATION;

function exceptionOf(log: OtlpLog): SpanError {
  const said = (key: string): string | null => textOrNull(log.attributes.get(key));
  return {
    type: said("exception.type") ?? said("error.type"),
    message: said("exception.message"),
    stack: said("exception.stacktrace"),
  };
}

export const isScore = (value: ModelAddition | ModelScore): value is ModelScore => "source" in value;
