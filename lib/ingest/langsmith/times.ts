import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { ModelSpan } from "@/lib/model/span";

import { timeNs } from "./identity";
import type { Place } from "./place";

const MS = 1_000_000n;

interface Said {
  kind: SpanKind;
  events: readonly Json[];
  /** What was asked of the provider. */
  request: JsonObject;
  /** Whether the answer came in pieces, as far as request and answer tell. */
  streamed: boolean | null;
  isResponse: boolean;
}

/** Duration, and for model calls whether it streamed and when its first token came. */
export function timesOf(
  run: JsonObject,
  { startedAtNs }: Place,
  { kind, events, request, streamed, isResponse }: Said,
): Pick<ModelSpan, "durationNs" | "ttftNs" | "streaming"> {
  const endedAtNs = timeNs(run.end_time);
  // The last three digits of a start are a counter where the other times have milliseconds only.
  const since = (ns: bigint): bigint =>
    ns - (ns % MS === 0n ? startedAtNs - (startedAtNs % MS) : startedAtNs);
  const duration = endedAtNs === null ? null : since(endedAtNs);
  const durationNs = duration === null || duration >= 0n ? duration : 0n;
  if (kind !== "llm") return { durationNs, ttftNs: null, streaming: null };

  const firstAtNs = firstTokenNs(events);
  const streaming =
    firstAtNs === null
      ? request.stream === true
        ? true
        : (streamed ?? (looksLikeRequest(request) ? false : null))
      : true;
  const ttft = firstAtNs === null || isResponse ? null : since(firstAtNs);
  const believable = ttft !== null && ttft > 0n && (durationNs === null || ttft <= durationNs);
  return { durationNs, ttftNs: believable ? ttft : null, streaming };
}

/**
 * When the first token came. Clients mark each event of the provider's stream, the first of which is often empty: where the tokens
 * are said, the first that is not empty counts.
 */
function firstTokenNs(events: readonly Json[]): bigint | null {
  const tokens = events.filter((event) => isObject(event) && event.name === "new_token");
  const first = tokens.find((event) => !isEmptyToken(event)) ?? tokens[0];
  return isObject(first) ? timeNs(first.time) : null;
}

const isEmptyToken = (event: Json): boolean =>
  isObject(event) && isObject(event.kwargs) && event.kwargs.token === "";

/** A request in a provider's own words, in which nothing about streaming means that it does not. */
const looksLikeRequest = (request: JsonObject): boolean =>
  typeof request.model === "string" &&
  ["messages", "input", "prompt", "contents"].some((key) => request[key] !== undefined);
