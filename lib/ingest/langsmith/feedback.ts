import { digest128 } from "@/lib/model/digest";
import { isoOfNs } from "@/lib/model/instant";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { ModelScore } from "@/lib/model/span";

import { textOrNull } from "../dialects/facts";
import type { Part, StoredPart } from "@/lib/ingest/pieces/part";
import { runIdOf, spanIdOfRun, timeNs, traceIdOfRun } from "./identity";
import type { Refusal } from "./refusal";

/** A judgement of a run, from all messages about it. */
export interface Feedback {
  id: string;
  /** Null: a judgement that no message gave a run to. */
  runId: string | null;
  /** The root run, where a message says it. */
  traceRunId: string | null;
  /** ISO time of the last message. */
  at: string;
  /** How many messages it is the sum of. */
  messages: number;
  fields: JsonObject;
}

const OPERATION = "$operation";
const MAX_ID = 200;
const MAX_TEXT = 20_000;
const MAX_CATEGORY = 4_096;

/**
 * One message about a judgement -> a piece of it.
 * @param nowNs the order of updates, which say no time
 * @param pathId the id in the address: the message is an update
 */
export function pieceOfMessage(value: Json | undefined, nowNs: bigint, pathId?: string): Part | Refusal {
  if (!isObject(value)) return { code: "invalid_feedback", message: "Feedback is a JSON object." };
  const operation = pathId === undefined ? "post" : "patch";
  const { key, run_id: runId, trace_id: traceId } = value;
  if (operation === "post" && (typeof key !== "string" || key === ""))
    return { code: "invalid_feedback", message: `Feedback needs "key": the name of what was judged.` };
  if (operation === "post" && typeof (runId ?? traceId) !== "string")
    return {
      code: "no_run",
      message: `Feedback needs "run_id": a run is judged. Judgements of a project (session_id alone) are not kept.`,
    };
  const id = pathId ?? textOrNull(value.id) ?? digest128(`feedback\n${JSON.stringify(value)}`);
  if (id.length > MAX_ID)
    return { code: "invalid_feedback", message: `"id" may have up to ${MAX_ID} characters.` };
  return {
    object: `feedback ${runIdOf(id)}`,
    atNs:
      operation === "patch" ? nowNs : (timeNs(value.modified_at ?? value.created_at) ?? clockOf(id) ?? nowNs),
    traceId: null,
    body: { ...value, id: runIdOf(id), [OPERATION]: operation },
  };
}

/** Version 7 UUIDs begin with the milliseconds since the epoch. */
function clockOf(id: string): bigint | null {
  const hex = runIdOf(id);
  return /^[0-9a-f]{12}7/.test(hex) && hex.length === 32
    ? BigInt(`0x${hex.slice(0, 12)}`) * 1_000_000n
    : null;
}

/**
 * All messages about one judgement -> the judgement: an update may come first, and sets what it says. Pieces come in the order of
 * their times.
 */
export function mergeFeedback(pieces: readonly StoredPart[]): Feedback {
  const fields: JsonObject = {};
  let atNs = 0n;
  for (const operation of ["post", "patch"])
    for (const piece of pieces)
      if (piece.body[OPERATION] === operation) {
        Object.assign(fields, piece.body);
        if (piece.atNs > atNs) atNs = piece.atNs;
      }
  delete fields[OPERATION];
  const traceRunId = textOrNull(fields.trace_id);
  const runId = textOrNull(fields.run_id) ?? traceRunId;
  return {
    id: textOrNull(fields.id) ?? "",
    runId: runId === null ? null : runIdOf(runId),
    traceRunId: traceRunId === null ? null : runIdOf(traceRunId),
    at: isoOfNs(atNs),
    messages: pieces.length,
    fields,
  };
}

/** A judgement of a root run is one of the trace. */
export function scoreOf(feedback: Feedback, run: { runId: string; traceId: string }): ModelScore {
  const { fields } = feedback;
  const source = isObject(fields.feedback_source) ? fields.feedback_source : {};
  return {
    id: feedback.id,
    traceId: run.traceId,
    spanId: traceIdOfRun(run.runId) === run.traceId ? null : spanIdOfRun(run.runId),
    sessionId: null,
    name: textOrNull(fields.key) ?? "feedback",
    value: valueOf(fields),
    source: sourceOf(source),
    comment: cut(textOrNull(fields.comment), MAX_TEXT),
    correction: cut(textOfJson(fields.correction), MAX_TEXT),
    at: feedback.at,
  };
}

/** `score` is the figure, `value` what was shown instead of one or beside it. Both may be absent: a comment or a correction alone. */
function valueOf(fields: JsonObject): ModelScore["value"] {
  for (const said of [fields.score, fields.value])
    if (typeof said === "number" || typeof said === "boolean") return said;
  const text = textOfJson(fields.score ?? fields.value);
  if (text !== null) return cut(text, MAX_CATEGORY) as string;
  return fields.correction === undefined || fields.correction === null ? "commented" : "corrected";
}

/** What the clients call `api` is the program that an end user's click went through. */
function sourceOf(source: JsonObject): ModelScore["source"] {
  if (source.type === "model" || source.type === "auto_eval") return "model";
  if (source.type === "app") return "reviewer";
  return isObject(source.metadata) && source.metadata.__run !== undefined ? "code" : "user";
}

const textOfJson = (value: Json | undefined): string | null =>
  value === undefined || value === null || value === ""
    ? null
    : typeof value === "string"
      ? value
      : JSON.stringify(value);

const cut = (text: string | null, length: number): string | null =>
  text !== null && text.length > length ? `${text.slice(0, length - 1)}…` : text;
