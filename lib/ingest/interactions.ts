import { randomUUID } from "node:crypto";

import { digest128 } from "@/lib/model/digest";
import { Failure } from "@/lib/errors";
import { parseTraceId } from "@/lib/model/ids";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { Rejection } from "@/lib/model/span";

import { type IngestTarget, receive, refuse } from "./receive";
import { storableJson } from "@/lib/model/json-text";
import { spansOfInteraction } from "./spans-of-interaction";
import { InteractionInput } from "./interaction-schema";

const MAX_INTERACTIONS = 1_000;

export interface InteractionsAnswer {
  accepted: number;
  rejected: Rejection[];
  trace_ids: string[];
}

/**
 * Stores interactions; the good ones of a request are kept when others are refused.
 * @param body one interaction or `{"interactions": […]}`
 * @throws Failure bad_request when the body is neither, or holds nothing that can be stored
 */
export async function recordInteractions(
  ingestTarget: IngestTarget,
  body: unknown,
): Promise<InteractionsAnswer> {
  const list =
    typeof body === "object" && body !== null && "interactions" in body ? body.interactions : [body];
  if (!Array.isArray(list)) throw new Failure("bad_request", '"interactions" must be a list.');
  if (list.length > MAX_INTERACTIONS)
    throw new Failure(
      "bad_request",
      `At most ${MAX_INTERACTIONS} interactions a request; this one has ${list.length}.`,
    );
  const invalid: Rejection[] = [];
  const traceIds: string[] = [];
  const spans = [];
  const owner: number[] = [];
  for (const [index, item] of list.entries()) {
    const parsed = InteractionInput.safeParse(item);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      invalid.push({
        index,
        code: "invalid",
        message: `${issue?.path.join(".") || "interaction"}: ${issue?.message}`,
        item,
      });
      continue;
    }
    const traceId = traceIdOf(parsed.data.id);
    const made = spansOfInteraction(parsed.data, traceId, asSent(item, parsed.data));
    spans.push(...made);
    owner.push(...made.map(() => index));
    traceIds.push(traceId);
  }
  const refused = await receive(ingestTarget, "interactions", {
    spans,
    additions: [],
    scores: [],
    rejected: [],
    ignored: 0,
  });
  const rejected = refuse(ingestTarget.ingestRequest, "interactions", invalid);
  // An interaction is refused as a whole: its spans share their start, so one out of range means all are.
  const lost = new Set(refused.map(({ index }) => owner[index] as number));
  for (const index of lost) {
    const reason = refused.find((item) => owner[item.index] === index) as Rejection;
    rejected.push({ ...reason, index });
  }
  const accepted = list.length - rejected.length;
  if (accepted === 0 && list.length > 0) {
    throw new Failure("bad_request", rejected[0]?.message ?? "Nothing in this request can be stored.", {
      details: rejected.map(({ index, message }) => ({
        path: list.length === 1 ? "" : `interactions.${index}`,
        message,
      })),
    });
  }
  return { accepted, rejected, trace_ids: traceIds };
}

/** Nested too deep to be walked: as far as it is understood. */
function asSent(item: unknown, understood: InteractionInput): JsonObject {
  const sent = storableJson(item as Json);
  return isObject(sent) ? sent : (understood as unknown as JsonObject);
}

/** A trace id as it is; another id by its hash, so that the same interaction sent twice is one; none: a new one. */
function traceIdOf(id: string | undefined): string {
  if (id === undefined) return randomUUID().replaceAll("-", "");
  return parseTraceId(id) ?? digest128(`interaction\n${id}`);
}
