import { isObject, type Json, type JsonObject } from "@/lib/model/json";

import type { Part, PartSource, StoredPart } from "@/lib/ingest/pieces/part";
import { type Feedback, scoreOf } from "./feedback";
import { ancestryOf, runIdOf, timeNs, traceIdOfRun } from "./identity";
import { mergeRun } from "./merge-run";
import { placeOf } from "./place";
import { type Refusal } from "./refusal";
import { spanOfRun } from "./span-of-run";

export type Operation = "post" | "patch";

/** Beside a run's own fields: what a piece is, and whose. No field of a run begins with a dollar sign. */
const OPERATION = "$operation";
const RUN_ID = "$run_id";
const FEEDBACK = "$feedback";

const MAX_ID = 200;

/**
 * One message about a run -> a piece of it. Tolerant: only what names the run must be right; everything else is read where it is
 * needed and kept in any case.
 * @param pathId the id in the address or in the part's name, which wins
 */
export function pieceOfRun(operation: Operation, value: Json | undefined, pathId?: string): Part | Refusal {
  if (!isObject(value)) return { code: "invalid_run", message: "A run is a JSON object." };
  const ancestry = ancestryOf(value.dotted_order);
  const said = pathId ?? value.id ?? ancestry?.runIds.at(-1);
  if (typeof said !== "string" || said === "" || said.length > MAX_ID)
    return {
      code: "missing_run_id",
      message: `A run needs "id": the UUID that its later messages name it by.`,
    };
  const runId = runIdOf(said);
  const root = typeof value.trace_id === "string" ? value.trace_id : ancestry?.runIds[0];
  return {
    object: objectOfRun(runId),
    atNs: timeNs(value.end_time) ?? 0n,
    traceId: root === undefined ? null : traceIdOfRun(root),
    body: { ...value, id: said, [OPERATION]: operation, [RUN_ID]: runId },
  };
}

/** A judgement is a piece of the run that it judges: it waits there for the run, and learns the trace from it. */
export const pieceOfFeedback = (runId: string, feedback: Feedback): Part => ({
  object: objectOfRun(runId),
  atNs: 0n,
  traceId: null,
  body: { [RUN_ID]: runId, [FEEDBACK]: feedback as unknown as JsonObject },
});

const objectOfRun = (runId: string): string => `run ${runId}`;

/** Runs, as LangSmith's clients send them. */
export const runs: PartSource = {
  name: "langsmith",
  content: ["inputs", "outputs", "error", "attachments"],
  merge(pieces) {
    const runId = pieces[0]?.body[RUN_ID];
    const messages = inOrder(pieces.filter(({ body }) => body[OPERATION] !== undefined));
    const created = messages.some(({ body }) => body[OPERATION] === "post");
    const run = mergeRun(messages.map(({ body: { [OPERATION]: _, [RUN_ID]: __, ...fields } }) => fields));
    const place = typeof runId === "string" ? placeOf(runId, run, created) : null;
    if (place === null) return null;
    const span = spanOfRun(run, place);
    const feedback = latestOf(
      pieces.flatMap(({ body }) => (isObject(body[FEEDBACK]) ? [body[FEEDBACK]] : [])),
    );
    return { ...span, scores: feedback.map((one) => scoreOf(one, place)) };
  },
};

/**
 * An update may come before its creation, and ends what was created: creations first, and of either kind in the order of the ends that
 * they say.
 */
const inOrder = (pieces: StoredPart[]): StoredPart[] =>
  pieces.toSorted((a, b) => Number(a.body[OPERATION] === "patch") - Number(b.body[OPERATION] === "patch"));

/** Each judgement once, as the piece has it that knows most about it. */
function latestOf(feedback: JsonObject[]): Feedback[] {
  const latest = new Map<string, Feedback>();
  for (const one of feedback as unknown as Feedback[]) {
    const known = latest.get(one.id);
    if (known === undefined || one.messages > known.messages) latest.set(one.id, one);
  }
  return [...latest.values()];
}
