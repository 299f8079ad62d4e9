import { traceIdOfName } from "@/lib/model/client-ids";
import { isoOfNs } from "@/lib/model/instant";
import type { Json, JsonObject } from "@/lib/model/json";
import type { ModelScore } from "@/lib/model/span";

import { textOrNull } from "../dialects/facts";
import type { Part } from "@/lib/ingest/pieces/part";
import { readEvent, timeOf } from "./event";
import type { IngestionEvent } from "./event";
import { scoreOf } from "./score-of";

/** What becomes of one event of a batch: one entry of the answer. */
export interface Outcome {
  id: string;
  /** Null: stored. */
  error: string | null;
  /** Stored or dropped with something to say about it. */
  note: string | null;
}

export interface ReadBatch {
  outcomes: Outcome[];
  parts: Part[];
  /** Position in `outcomes` of the event that each part comes from. */
  eventOf: number[];
  scores: ModelScore[];
}

/**
 * A batch of Langfuse's ingestion events -> pieces of objects, and scores. Pure but for the time of scores that have none.
 * Bad events are said in their outcomes; the others are unharmed by them.
 */
export function readBatch(events: readonly Json[], otherwise: { at: Date; fromBrowser: boolean }): ReadBatch {
  const read: ReadBatch = { outcomes: [], parts: [], eventOf: [], scores: [] };
  for (const [index, value] of events.entries()) {
    const event = readEvent(value);
    const add = (...parts: Part[]): void => {
      read.parts.push(...parts);
      read.eventOf.push(...parts.map(() => index));
    };
    read.outcomes.push(readInto(event, add, read.scores, otherwise));
  }
  return read;
}

function readInto(
  event: IngestionEvent,
  add: (...parts: Part[]) => void,
  scores: ModelScore[],
  otherwise: { at: Date; fromBrowser: boolean },
): Outcome {
  const stored: Outcome = { id: event.id, error: null, note: null };
  if (event.is === "bad") return { ...stored, error: event.why };
  const id = textOrNull(event.body.id) ?? event.id;
  if (event.is === "unshown") {
    if (event.type !== "sdk-log") add(unshown(event, `${event.type} ${id}`));
    return { ...stored, note: event.why };
  }
  if (id === "") return { ...stored, error: "body.id: is missing" };
  if (event.is === "trace") {
    add(tracePart(event, id));
    return stored;
  }
  if (event.is === "observation") {
    // Created outside of any trace, it is a trace by itself; an update may leave to its create where it belongs.
    const trace = textOrNull(event.body.traceId) ?? (event.creates ? id : null);
    add(observationPart(event, id, trace));
    if (trace !== null) add(observed(event, trace));
    return stored;
  }
  const score = scoreOf(event.body, { id, atNs: event.atNs, otherwise });
  if (typeof score === "string") return { ...stored, error: `body.${score}` };
  if (score === null || score.rest) add(unshown(event, `score ${id}`));
  if (score === null) return { ...stored, note: "scores of dataset runs are kept and not shown" };
  scores.push(score.score);
  return stored;
}

type Known = { atNs: bigint; body: JsonObject };

/** Content apart: it is kept to the byte, and credentials are blanked in all the rest. */
function split({ body: { input = null, output = null, ...said } }: Known): JsonObject {
  return { ...(input === null ? {} : { input }), ...(output === null ? {} : { output }), said };
}

function tracePart(event: Known, id: string): Part {
  const traceId = traceIdOfName(id);
  const { said, ...content } = split(event);
  return {
    object: `trace ${traceId}`,
    atNs: event.atNs,
    traceId,
    body: { event: "trace", ...content, said: { ...(said as JsonObject), id } },
  };
}

function observationPart(
  event: Known & { type: string | null; creates: boolean },
  id: string,
  trace: string | null,
): Part {
  const { said, ...content } = split(event);
  return {
    object: `observation ${id}`,
    atNs: event.atNs,
    traceId: trace === null ? null : traceIdOfName(trace),
    body: {
      event: event.creates ? "observation create" : "observation update",
      ...content,
      said: { ...(said as JsonObject), id, type: event.type, traceId: trace },
    },
  };
}

/** What an observation tells its trace: between which times it lies, and a name for a trace that has none. */
function observed({ atNs, body, creates }: Known & { creates: boolean }, trace: string): Part {
  const times = [timeOf(body.startTime), timeOf(body.endTime)].filter((at) => at !== null);
  if (times.length === 0 && atNs > 0n) times.push(atNs);
  const [from, to] = [times[0], times.at(-1)].map((at) => (at === undefined ? null : isoOfNs(at)));
  const name = creates && textOrNull(body.parentObservationId) === null ? textOrNull(body.name) : null;
  const traceId = traceIdOfName(trace);
  return {
    object: `trace ${traceId}`,
    // No time of its own: the same said twice is one piece.
    atNs: 0n,
    traceId,
    body: {
      event: "observed",
      said: {
        traceId: trace,
        ...(from == null ? {} : { from }),
        ...(to == null || to === from ? {} : { to }),
        ...(name === null ? {} : { name }),
      },
    },
  };
}

const unshown = (event: Known, object: string): Part => ({
  object: `unshown ${object}`,
  atNs: event.atNs,
  traceId: null,
  body: { event: "unshown", said: event.body },
});
