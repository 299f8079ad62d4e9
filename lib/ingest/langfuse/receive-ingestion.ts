import { randomUUID } from "node:crypto";

import { Failure } from "@/lib/errors";
import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import { receiveParts } from "@/lib/ingest/pieces/receive-parts";
import { requireFewItems } from "../item-limit";
import { type IngestTarget, refuse } from "../receive";
import { readBatch } from "./read-batch";
import { langfuseSource } from "./source";

const ENDPOINT = "langfuse";

/** The answer that Langfuse's SDKs expect: an entry for every event, errors apart. */
export interface IngestionAnswer {
  successes: { id: string; status: number; message?: string }[];
  errors: { id: string; status: number; message: string; error: string }[];
}

/**
 * `POST /api/public/ingestion`: a batch of events that create and update traces and observations, and judge them. Resolves
 * after commit. Version 3 of the JS SDK sends a whole batch again, three times, for any error in the answer: only what no
 * repetition can cure is one.
 * @param fromBrowser whether scores without a source are an end user's
 * @throws Failure bad_request when the body is no batch; unavailable when the sender should come again
 */
export async function receiveIngestion(
  ingestTarget: IngestTarget,
  body: unknown,
  fromBrowser: boolean,
): Promise<IngestionAnswer> {
  const events = isObject(body) ? body.batch : undefined;
  if (!Array.isArray(events)) throw new Failure("bad_request", '"batch" must be a list of events.');
  requireFewItems(events.length);
  const read = readBatch(events as Json[], { at: ingestTarget.ctx.now(), fromBrowser });
  const invalid = read.outcomes.flatMap(({ error }, index) =>
    error === null ? [] : [{ index, code: "invalid_event", message: error, item: events[index] as unknown }],
  );
  const rejected = await receiveParts(ingestTarget, ENDPOINT, langfuseSource, read.parts, read.scores);
  refuse(ingestTarget.ingestRequest, ENDPOINT, invalid);
  for (const { index, message } of rejected) {
    const outcome = read.outcomes[read.eventOf[index] as number];
    if (outcome) outcome.error ??= message;
  }
  const answer: IngestionAnswer = { successes: [], errors: [] };
  for (const { id, error, note } of read.outcomes)
    if (error !== null) answer.errors.push({ id, status: 400, message: error, error });
    else answer.successes.push({ id, status: 201, ...(note === null ? {} : { message: note }) });
  return answer;
}

/** `POST /api/public/scores`: one score, answered with its id; the same id again replaces it. */
export async function receiveScore(
  ingestTarget: IngestTarget,
  body: unknown,
  fromBrowser: boolean,
): Promise<{ id: string }> {
  if (!isObject(body)) throw new Failure("bad_request", "The body must be a score as an object, or a list.");
  const event = scoreEvent(ingestTarget, body);
  const { errors } = await receiveIngestion(ingestTarget, { batch: [event] }, fromBrowser);
  if (errors[0]) throw new Failure("bad_request", errors[0].message);
  return { id: event.id };
}

/** What a list of scores is answered with: the SDK reports the refused ones and sends none again. */
type ScoresAnswer =
  | { status: 202; body: { message: "Accepted" } }
  | { status: 207; body: { accepted: number; rejected: number; errors: { message: string }[] } };

/** `POST /api/public/scores` with a list, as Python sends it since version 5. */
export async function receiveScores(
  ingestTarget: IngestTarget,
  list: readonly unknown[],
  fromBrowser: boolean,
): Promise<ScoresAnswer> {
  const batch = list.map((item) => scoreEvent(ingestTarget, isObject(item) ? item : {}));
  const { errors } = await receiveIngestion(ingestTarget, { batch }, fromBrowser);
  if (errors.length === 0) return { status: 202, body: { message: "Accepted" } };
  return {
    status: 207,
    body: {
      accepted: list.length - errors.length,
      rejected: errors.length,
      errors: errors.map(({ message }) => ({ message })),
    },
  };
}

function scoreEvent(ingestTarget: IngestTarget, body: JsonObject) {
  const id = typeof body.id === "string" && body.id !== "" ? body.id : randomUUID();
  return { id, type: "score-create", timestamp: ingestTarget.ctx.now().toISOString(), body: { ...body, id } };
}
