import { batches } from "@/lib/emit/batches";
import type { Emitter } from "@/lib/emit/emitter";
import type { OutgoingScore } from "@/lib/emit/post-score";

import type { Conversation } from "./conversation";
import { planConversation } from "./plan-conversation";

export interface ImportTotals {
  sessions: number;
  traces: number;
  llm: number;
  tool: number;
  spans: number;
}

export interface ImportInput {
  conversations: readonly Conversation[];
  /** Epoch milliseconds of the first conversation's start. */
  startMs: number;
  /** How many conversations of the file to leave out at its beginning, because an earlier run sent them. */
  skip: number;
  emitter: Pick<Emitter, "send">;
  postScore: (score: OutgoingScore) => Promise<void>;
  /** Called after each conversation is acknowledged, its score included. */
  onProgress: (done: number, totals: ImportTotals) => void;
}

/** Sends conversation after conversation; a conversation counts as done when its spans and its score are acknowledged. */
export async function runImport(input: ImportInput): Promise<ImportTotals> {
  const totals: ImportTotals = { sessions: 0, traces: 0, llm: 0, tool: 0, spans: 0 };
  for (const [index, conversation] of input.conversations.entries()) {
    if (index < input.skip) continue;
    const planned = planConversation(conversation, index, input.startMs);
    const spans = planned.traces.flat();
    for (const batch of batches(spans)) await input.emitter.send(batch);
    await input.postScore(planned.score);
    totals.sessions += 1;
    totals.traces += planned.traces.length;
    totals.spans += spans.length;
    totals.llm += spans.filter((span) => span.attributes["gen_ai.operation.name"] === "chat").length;
    totals.tool += spans.filter((span) => span.attributes["gen_ai.operation.name"] === "execute_tool").length;
    input.onProgress(index + 1, totals);
  }
  return totals;
}
