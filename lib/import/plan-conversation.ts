import type { OutgoingScore } from "@/lib/emit/post-score";
import { msToNs, MS, type PlannedSpan } from "@/lib/emit/planned-span";
import { stableSpanId, stableTraceId } from "@/lib/emit/stable-ids";

import { conversationStartMs, writingMs } from "./clock";
import type { Conversation } from "./conversation";
import { planTurn } from "./plan-turn";
import { splitTurns } from "./split-turns";

export interface PlannedConversation {
  sessionId: string;
  /** One list a trace, children before their root, in the order in which they end. */
  traces: PlannedSpan[][];
  score: OutgoingScore;
}

/**
 * A conversation as one session: a trace a turn, an `llm` span an assistant message, a `tool` span a tool message, and the
 * reward as the session's score. Pure: ids come from task, trial, start, turn and step; times from lib/import/clock.ts.
 * `index` is the conversation's place in the file, `startMs` the epoch milliseconds at which the first one begins.
 */
export function planConversation(
  conversation: Conversation,
  index: number,
  startMs: number,
): PlannedConversation {
  const identity = ["conversation", conversation.task_id, conversation.trial, startMs];
  const sessionId = `task-${conversation.task_id}-trial-${conversation.trial}`;
  let clockNs = BigInt(startMs) * MS + msToNs(conversationStartMs(index));

  const traces = splitTurns(conversation.messages).map((turn, turnIndex) => {
    const opening = conversation.messages[turn.from];
    if (opening?.role === "user") clockNs += msToNs(writingMs(opening.content));
    const spans = planTurn({
      conversation,
      turn,
      sessionId,
      startNs: clockNs,
      traceId: stableTraceId(...identity, turnIndex),
      spanId: (step) => stableSpanId(...identity, turnIndex, step),
    });
    clockNs = spans.at(-1)?.endNs ?? clockNs;
    return spans;
  });

  return {
    sessionId,
    traces,
    score: {
      id: `reward:${stableSpanId(...identity, "reward")}`,
      session_id: sessionId,
      name: "reward",
      value: conversation.reward,
      source: "code",
      comment: "1: the task was solved; 0: it was not",
    },
  };
}
