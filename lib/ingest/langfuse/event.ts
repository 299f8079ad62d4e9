import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import { isTimeOfOurs, nsOfIso } from "@/lib/model/instant";

import { textOrNull } from "../dialects/facts";

/** What an event says about: `generation`, `span`, `observation` (older), … */
const OBSERVATION =
  /^(span|generation|event|agent|tool|chain|retriever|evaluator|embedding|guardrail|observation)-(create|update)$/;

/** One event of a batch, its envelope read. */
export type IngestionEvent =
  | { is: "trace"; id: string; atNs: bigint; body: JsonObject }
  | { is: "observation"; id: string; atNs: bigint; body: JsonObject; type: string | null; creates: boolean }
  | { is: "score"; id: string; atNs: bigint; body: JsonObject }
  /** Understood or not, nothing here shows it: `why` says so. */
  | { is: "unshown"; id: string; atNs: bigint; body: JsonObject; type: string; why: string }
  | { is: "bad"; id: string; why: string };

/** The envelope of one element of `batch`. `atNs` is 0 when the event has no readable time. */
export function readEvent(value: Json): IngestionEvent {
  if (!isObject(value))
    return { is: "bad", id: "", why: "an event is an object with id, type, timestamp and body" };
  const id = textOrNull(value.id) ?? "";
  const type = textOrNull(value.type);
  const { body } = value;
  if (type === null) return { is: "bad", id, why: "type: is missing" };
  if (!isObject(body)) return { is: "bad", id, why: "body: must be an object" };
  const atNs = timeOf(value.timestamp) ?? 0n;
  const [, sort, verb] = OBSERVATION.exec(type) ?? [];
  if (sort !== undefined)
    return { is: "observation", id, atNs, body, type: typeOf(sort, body), creates: verb === "create" };
  if (type === "trace-create") return { is: "trace", id, atNs, body };
  if (type === "score-create") return { is: "score", id, atNs, body };
  const why = type === "sdk-log" ? "logs of the SDK are dropped" : `"${type}" is kept and not shown`;
  return { is: "unshown", id, atNs, body, type, why };
}

/** The older `observation-create` says in its body what it creates; null: it does not. */
const typeOf = (sort: string, body: JsonObject): string | null =>
  sort === "observation" ? (textOrNull(body.type)?.toLowerCase() ?? null) : sort;

/** ISO text -> nanoseconds; null: not a time of ours (years 1970 to 9999). */
export function timeOf(value: Json | undefined): bigint | null {
  const ns = typeof value === "string" ? nsOfIso(value) : null;
  return ns !== null && isTimeOfOurs(ns) ? ns : null;
}
