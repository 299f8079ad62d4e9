import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";

import { jsonOrText } from "@/lib/model/json-text";
import { textOrNull } from "./facts";

/** What a tool gave back: frameworks hand out their own message around it (LangChain's ToolMessage, plain or serialised). */
export function toolResultOf(value: Json | undefined): { result: Json | null; callId: string | null } {
  if (value === undefined) return { result: null, callId: null };
  const held =
    isObject(value) && Object.keys(value).length === 1 && value.output !== undefined
      ? jsonOrText(value.output)
      : value;
  if (!isObject(held)) return { result: held, callId: null };
  const message = held.lc === 1 && isObject(held.kwargs) ? held.kwargs : held;
  const callId = textOrNull(message.tool_call_id);
  return callId === null && message === held
    ? { result: held === value ? value : held, callId: null }
    : { result: jsonOrText(message.content ?? null), callId };
}
