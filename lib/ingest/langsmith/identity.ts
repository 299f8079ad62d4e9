import { digest128 } from "@/lib/model/digest";
import { traceIdOfName } from "@/lib/model/client-ids";
import { parseSpanId, parseTraceId } from "@/lib/model/ids";
import { isTimeOfOurs, MAX_TIME_MS, nsOfIso } from "@/lib/model/instant";
import type { Json } from "@/lib/model/json";

/** Ids are UUIDs by contract, with or without dashes; what else programs choose is taken as it is. */
export const runIdOf = (id: string): string => parseTraceId(id) ?? id;

/** A trace is named after its root run. */
export const traceIdOfRun = traceIdOfName;

/**
 * Half of a version 7 UUID is a clock: the first eight bytes of two runs of one millisecond are the same, so a digest names the span.
 * An id that is a span id already stays one.
 */
export const spanIdOfRun = (runId: string): string =>
  parseSpanId(runId) ?? digest128(`run\n${runIdOf(runId)}`).slice(0, 16);

/** `<start>Z<run id>` of every run from the root down, joined with dots. */
const STEP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{0,9})Z(.+)$/;

export interface Ancestry {
  /** From the root to the run itself. */
  runIds: string[];
  /** Of the run itself, nanoseconds since the epoch; its last digits are a counter that keeps siblings in order. */
  startedAtNs: bigint;
}

/** What `dotted_order` says; it is in every message about a run and needs no other run. Null: not said, or not in that form. */
export function ancestryOf(dottedOrder: Json | undefined): Ancestry | null {
  if (typeof dottedOrder !== "string") return null;
  const runIds: string[] = [];
  let startedAtNs: bigint | null = null;
  for (const step of dottedOrder.split(".")) {
    const match = STEP.exec(step);
    if (match === null) return null;
    const [, year, month, day, hour, minute, second, fraction = "", id = ""] = match;
    startedAtNs = nsOfIso(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction || "0"}Z`);
    runIds.push(runIdOf(id));
  }
  return startedAtNs === null || !isTimeOfOurs(startedAtNs) ? null : { runIds, startedAtNs };
}

/** A time of a run: ISO, in UTC where no zone is said, or epoch milliseconds. Both forms occur in every field. Null: not a time of ours. */
export function timeNs(value: Json | undefined): bigint | null {
  if (typeof value === "number")
    return value > 0 && value < MAX_TIME_MS ? BigInt(Math.round(value * 1000)) * 1000n : null;
  const ns = typeof value === "string" ? nsOfIso(value) : null;
  return ns !== null && isTimeOfOurs(ns) ? ns : null;
}
