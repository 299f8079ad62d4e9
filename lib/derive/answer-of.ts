import { modelName } from "@/lib/model/model-name";

import { fingerprintOf } from "./check-completeness";
import type { CountedCall } from "./counted-call";
import type { SpanFacts } from "./facts";
import { asksForTools, streams } from "./time-to-first-token";

/** The call that wrote a trace's answer, and what is known about it. */
export interface Answer {
  call: CountedCall;
  provider: string | null;
  /** What was asked for; what answered when the client does not say. */
  model: string | null;
  fingerprint: string | null;
  /** Null: the client does not say. */
  streamed: boolean | null;
  /** Why the answer was kept back, though nothing was thrown. */
  keptBack: "content_filter" | "refusal" | null;
}

/** The last model call that did not ask for tools, else the last one. @param llm by start */
export function answerOf(llm: readonly CountedCall[]): Answer | null {
  const call = llm.findLast((one) => !asksForTools(one)) ?? llm.at(-1);
  if (call === undefined) return null;
  const members = [call.node, ...call.repeats].map((node) => node.span);
  const first = <T>(of: (member: SpanFacts) => T | null): T | null => {
    for (const member of members) {
      const value = of(member);
      if (value !== null) return value;
    }
    return null;
  };
  return {
    call,
    provider: first((member) => member.provider),
    model: first(({ requestModel, responseModel }) => modelName(requestModel, responseModel)),
    fingerprint: fingerprintOf(call),
    streamed: streams(call) ? true : members.some((member) => member.streaming === false) ? false : null,
    keptBack: members.some((member) => member.failure === "refusal")
      ? "refusal"
      : members.some(({ failure, finishReason }) => [failure, finishReason].includes("content_filter"))
        ? "content_filter"
        : null,
  };
}
