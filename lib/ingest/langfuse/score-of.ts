import { traceIdOfName } from "@/lib/model/client-ids";
import { isoOfNs } from "@/lib/model/instant";
import type { Json, JsonObject } from "@/lib/model/json";
import type { ModelScore } from "@/lib/model/span";

import { numberOf, textOrNull } from "../dialects/facts";
import { spanIdOfObservation } from "./ids";
import { lookUp } from "../dialects/look-up";

/** Langfuse's word for who judges; without one the program does, in a browser the person before it. */
const SOURCES: Record<string, ModelScore["source"]> = { ANNOTATION: "reviewer", EVAL: "model", API: "code" };

/** Keys of a score's body that are read; anything else is kept beside it. */
const READ = new Set([
  "id",
  "traceId",
  "observationId",
  "sessionId",
  "name",
  "value",
  "dataType",
  "comment",
  "source",
]);

export interface ReadScore {
  score: ModelScore;
  /** Said, and not part of a score of ours: metadata, config, environment, queue. */
  rest: boolean;
}

/**
 * A Langfuse score's body -> ours.
 * @param atNs when it was judged, 0n: not said
 * @returns a text that says what is wrong; null for scores of dataset runs, which belong to nothing here
 */
export function scoreOf(
  body: JsonObject,
  { id, atNs, otherwise }: { id: string; atNs: bigint; otherwise: { at: Date; fromBrowser: boolean } },
): ReadScore | string | null {
  const name = textOrNull(body.name);
  if (name === null) return "name: must be a text";
  const [trace, observation, session] = [body.traceId, body.observationId, body.sessionId].map(
    textOrNull,
  ) as [string | null, string | null, string | null];
  if (trace === null && session === null)
    return textOrNull(body.datasetRunId) === null
      ? "traceId: say what is judged: traceId (with observationId) or sessionId"
      : null;
  const value = valueOf(body.value, textOrNull(body.dataType)?.toUpperCase() ?? null);
  if (value === null) return "value: must be a number, a text or a boolean";
  const isCorrection = textOrNull(body.dataType)?.toUpperCase() === "CORRECTION";
  return {
    score: {
      id,
      traceId: trace === null ? null : traceIdOfName(trace),
      spanId: trace === null || observation === null ? null : spanIdOfObservation(observation),
      sessionId: session,
      name,
      value,
      source:
        lookUp(SOURCES, textOrNull(body.source)?.toUpperCase() ?? "") ??
        (otherwise.fromBrowser ? "user" : "code"),
      comment: textOrNull(body.comment),
      correction: isCorrection ? String(value) : null,
      at: atNs > 0n ? isoOfNs(atNs) : otherwise.at.toISOString(),
    },
    rest: Object.entries(body).some(([key, said]) => !READ.has(key) && said !== null),
  };
}

/** 0 and 1 are what a boolean travels as; a category may look like a number. */
function valueOf(value: Json | undefined, type: string | null): ModelScore["value"] | null {
  if (value === undefined || value === null || typeof value === "object" || value === "") return null;
  if (type === "BOOLEAN" || typeof value === "boolean")
    return value === true || value === 1 || /^(?:1|true|yes)$/i.test(String(value));
  if (type === "CATEGORICAL" || type === "TEXT" || type === "CORRECTION") return String(value);
  if (type === "NUMERIC") return numberOf(value) ?? String(value);
  return value;
}
