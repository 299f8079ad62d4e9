import { plural } from "@/lib/format/count";
import type { Message } from "@/lib/model/message";

import { isWebAddress } from "./chat-body";
import { completeCalls } from "./complete-calls";
import type { ModelRequest } from "./model-call";

/**
 * What of a recorded call is not sent again, in sentences: bytes and thoughts are not kept, and tools of a provider are its own.
 */
export function lostInSending({ messages, tools, parameters }: ModelRequest): string[] {
  const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const media = parts.filter(
    (part) => part.type === "media" && !(part.modality === "image" && isWebAddress(part.uri)),
  ).length;
  const thoughts = parts.filter(({ type }) => type === "reasoning").length;
  const own = tools.filter(({ configuration }) => configuration !== undefined).map(({ name }) => name);
  const choices = parameters.choice_count;
  const callsOf = (some: readonly Message[]) => some.flatMap(({ tool_calls: calls }) => calls ?? []).length;
  const resultsOf = (some: readonly Message[]) => some.filter(({ role }) => role === "tool").length;
  const sent = completeCalls(messages);
  const unanswered = callsOf(messages) - callsOf(sent);
  const unasked = resultsOf(messages) - resultsOf(sent);
  return [
    media > 0 && `${plural(media, "picture or file", "pictures or files")} whose bytes were not recorded`,
    thoughts > 0 && `${plural(thoughts, "thought")} of the model, which only its provider can check`,
    own.length > 0 && `tools that the recorded provider runs itself: ${own.join(", ")}`,
    unanswered > 0 && `${plural(unanswered, "tool call")} without a result`,
    unasked > 0 && `${plural(unasked, "tool result")} that no call asked for`,
    typeof choices === "number" && choices > 1 && `that ${choices} answers were asked for at once`,
  ].filter((one) => one !== false);
}
