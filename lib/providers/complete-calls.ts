import type { Message } from "@/lib/model/message";

/**
 * Messages as both APIs take them: each call of a tool with its result right behind it, under an id. Ids that were not recorded are
 * made of the order in which calls stand; calls without a result, and results that no call asked for, are left out, since a request
 * that holds one is refused.
 */
export function completeCalls(messages: readonly Message[]): Message[] {
  const identified = withIds(messages);
  const asked = new Set(identified.flatMap((one) => (one.tool_calls ?? []).map(({ id }) => id)));
  const answered = new Set(
    identified.flatMap((one) =>
      one.role === "tool" && one.tool_call_id !== undefined ? one.tool_call_id : [],
    ),
  );
  return identified.flatMap((message): Message[] => {
    if (message.role === "tool")
      return message.tool_call_id !== undefined && asked.has(message.tool_call_id) ? [message] : [];
    if (message.tool_calls === undefined) return [message];
    const { tool_calls: calls, ...rest } = message;
    const kept = calls.filter(({ id }) => id !== null && answered.has(id));
    if (kept.length > 0) return [{ ...rest, tool_calls: kept }];
    return isEmpty(rest) ? [] : [rest];
  });
}

const isEmpty = ({ content }: Message): boolean =>
  content === null || content.length === 0 || (typeof content === "string" && content.trim() === "");

/** A result without an id answers the first call before it that is not answered yet, by its name where it has one. */
function withIds(messages: readonly Message[]): Message[] {
  let made = 0;
  const open: { id: string; name: string }[] = [];
  return messages.map((message) => {
    if (message.tool_calls !== undefined) {
      const calls = message.tool_calls.map((call) => ({ ...call, id: call.id ?? `call_${++made}` }));
      open.push(...calls);
      return { ...message, tool_calls: calls };
    }
    if (message.role !== "tool") return message;
    const at =
      message.tool_call_id === undefined
        ? open.findIndex(({ name }) => message.name === undefined || name === message.name)
        : open.findIndex(({ id }) => id === message.tool_call_id);
    const [call] = at < 0 ? [] : open.splice(at, 1);
    return message.tool_call_id === undefined && call ? { ...message, tool_call_id: call.id } : message;
  });
}
