import type { Failure, FailureCode } from "@/lib/errors";

import { anthropicEvents, anthropicMessage } from "./anthropic-messages";
import { chatCompletion, chatCompletionEvents } from "./chat-completions";
import type { RecordedAnswer } from "./recorded-answer";
import type { ReplayedCall } from "./replay-call";
import { ReplayMiss } from "./replay-miss";
import type { ReplayFormat, ReplayRequest } from "./request";
import { openaiResponse, openaiResponseEvents } from "./responses";
import type { StreamEvent } from "./stream-event";

/** What a recorded answer is in the asked provider's words: a body, or the events of a stream. */
export function providerReply(
  {
    format,
    streams,
    wantsUsage,
    repeated,
  }: Pick<ReplayRequest, "format" | "streams" | "wantsUsage" | "repeated">,
  answer: RecordedAnswer,
): { body: object } | { events: StreamEvent[] } {
  if (format === "chat_completions")
    return streams ? { events: chatCompletionEvents(answer, wantsUsage) } : { body: chatCompletion(answer) };
  if (format === "responses")
    return streams
      ? { events: openaiResponseEvents(answer, repeated) }
      : { body: openaiResponse(answer, repeated) };
  return streams ? { events: anthropicEvents(answer) } : { body: anthropicMessage(answer) };
}

/** What a replayed answer says of itself: who answered, what that saved, what the recording does not hold. */
export const replayHeaders = ({ answer, costUsd, durationMs, turn, equal }: ReplayedCall) => ({
  "cache-control": "no-store",
  "recount-span-id": answer.spanId,
  "recount-saved-usd": costUsd ?? "unknown",
  "recount-saved-ms": durationMs === null ? "unknown" : String(durationMs),
  ...(equal > 1 && { "recount-equal-calls": `${turn}/${equal}` }),
  ...(answer.notRecorded.length > 0 && { "recount-not-recorded": answer.notRecorded.join(", ") }),
});

const TYPES: Partial<Record<FailureCode, string>> = {
  bad_request: "invalid_request_error",
  unsupported_media_type: "invalid_request_error",
  unauthenticated: "authentication_error",
  forbidden: "permission_error",
  not_found: "not_found_error",
  body_too_large: "request_too_large",
  too_many_requests: "rate_limit_error",
};

/** A failure as the asked provider tells one, with what a machine reads of a miss in `error.recount`. */
export function providerFailure(format: ReplayFormat, failure: Failure): object {
  const { code, message } = failure;
  const miss = failure instanceof ReplayMiss ? failure.miss : null;
  const type = TYPES[code] ?? "api_error";
  const recount = miss && { recount: miss };
  if (format === "anthropic_messages") return { type: "error", error: { type, message, ...recount } };
  const name = miss === null ? code : "replay_miss";
  return { error: { message, type, param: miss && miss.path, code: name, ...recount } };
}
