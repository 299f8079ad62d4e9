import { randomUUID } from "node:crypto";

import { Failure } from "@/lib/errors";
import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";

import { receiveParts } from "../parts/receive-parts";
import { type Door, refuse } from "../receive";
import { readBatch } from "./read-batch";
import { langfuseSource } from "./source";

const DOOR = "langfuse";

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
  door: Door,
  body: unknown,
  fromBrowser: boolean,
): Promise<IngestionAnswer> {
  const events = isObject(body) ? body.batch : undefined;
  if (!Array.isArray(events)) throw new Failure("bad_request", '"batch" must be a list of events.');
  const read = readBatch(events as Json[], { at: door.ctx.now(), fromBrowser });
  const invalid = read.outcomes.flatMap(({ error }, index) =>
    error === null ? [] : [{ index, code: "invalid_event", message: error, item: events[index] as unknown }],
  );
  const rejected = await receiveParts(door, DOOR, langfuseSource, read.parts, read.scores);
  refuse(door.visit, DOOR, invalid);
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
export async function receiveScore(door: Door, body: unknown, fromBrowser: boolean): Promise<{ id: string }> {
  if (!isObject(body)) throw new Failure("bad_request", "The body must be one score as an object.");
  const id = typeof body.id === "string" && body.id !== "" ? body.id : randomUUID();
  const event = {
    id,
    type: "score-create",
    timestamp: door.ctx.now().toISOString(),
    body: { ...body, id },
  };
  const { errors } = await receiveIngestion(door, { batch: [event] }, fromBrowser);
  if (errors[0]) throw new Failure("bad_request", errors[0].message);
  return { id };
}
