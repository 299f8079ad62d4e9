import { Failure } from "@/lib/errors";

import type { Difference } from "./match-call";
import type { ReplayRequest } from "./request";

/** What a machine reads of a request that no recorded call answers. */
export interface Miss {
  /** The recorded call that is most like the request; null: none was recorded with its messages. */
  nearest_span_id: string | null;
  /** Its number among the model calls of the trace, from 1. */
  nearest_call: number | null;
  /** Where in the request the first difference stands: `messages[3]`, `input[0]`, `system`, `instructions`. */
  path: string | null;
  role: string | null;
  part: Difference["part"] | null;
  /** The first differing text with a little around it; null: that side has nothing there. */
  asked: string | null;
  recorded: string | null;
  calls: number;
  calls_without_messages: number;
  /** False: the trace holds more model calls than are looked at. */
  all_calls_looked_at: boolean;
}

/** No recorded call was asked what is asked: says how it differs. Not found, which the providers' clients do not try again. */
export class ReplayMiss extends Failure {
  constructor(
    readonly miss: Miss,
    inInstructions: boolean,
  ) {
    super("not_found", sentence(miss, inInstructions));
  }
}

/** @param difference of the nearest call, with its span and its number; null: nothing was recorded to compare with */
export function missOf(
  request: ReplayRequest,
  difference: (Difference & { spanId: string; number: number }) | null,
  counts: Pick<Miss, "calls" | "calls_without_messages" | "all_calls_looked_at">,
): ReplayMiss {
  return new ReplayMiss(
    {
      nearest_span_id: difference && difference.spanId,
      nearest_call: difference && difference.number,
      path: difference && pathOf(request, difference),
      role: (difference?.asked ?? difference?.recorded)?.role ?? null,
      part: difference && difference.part,
      asked: difference && difference.askedText,
      recorded: difference && difference.recordedText,
      ...counts,
    },
    difference?.inInstructions ?? false,
  );
}

function pathOf({ format, list, messages }: ReplayRequest, { asked, inInstructions }: Difference): string {
  if (!inInstructions) return `${list}[${asked?.at ?? endOf(messages)}]`;
  if (format === "chat_completions") return "messages[0]";
  // Where they would be said, or are, unless they are the first of the messages.
  const at = asked?.at ?? null;
  return at === null ? (format === "responses" ? "instructions" : "system") : `${list}[${at}]`;
}

/** Position behind the last message. */
const endOf = (messages: ReplayRequest["messages"]): number =>
  messages.reduce((end, { at }) => Math.max(end, (at ?? -1) + 1), 0);

function sentence(miss: Miss, inInstructions: boolean): string {
  const { calls, calls_without_messages: without } = miss;
  const some = miss.all_calls_looked_at ? "" : ` Only its first ${calls} model calls were looked at.`;
  const silent = without === 0 ? "" : ` Of ${without} of them no messages were recorded.`;
  if (calls === 0) return `No model call of this trace was recorded.${some}`;
  if (miss.nearest_span_id === null)
    return `What the ${calls} model calls of this trace were asked was not recorded, so nothing can be looked up.${some}`;
  const where = `The nearest is call ${miss.nearest_call} of ${calls} (span ${miss.nearest_span_id})`;
  return `No recorded call was asked this. ${where}: ${differing(miss, inInstructions)}${silent}${some}`;
}

function differing({ path, role, part, asked, recorded }: Miss, inInstructions: boolean): string {
  if (part === "message" && inInstructions)
    return asked === null
      ? `it has instructions (${JSON.stringify(recorded)}), and the request has none at ${path}.`
      : `the request has instructions at ${path} (${JSON.stringify(asked)}), and the recorded call has none.`;
  if (part === "message" && asked === null)
    return `the recorded call goes on at ${path} with ${JSON.stringify(recorded)}, where the request ends.`;
  if (part === "message" && recorded === null)
    return `the request goes on at ${path} with ${JSON.stringify(asked)}, where the recorded call ends.`;
  const what = part === "tool_calls" ? "tool calls" : part;
  return `${path} (${role}) differs in its ${what}: asked ${JSON.stringify(asked)}, recorded ${JSON.stringify(recorded)}.`;
}
