import type { Message } from "@/lib/model/message";

import { jsonOrText, parsePython } from "@/lib/model/json-text";
import type { Dialect, Reading } from "./dialect";
import type { Facts } from "./facts";
import { messages } from "./genai";
import { callsIn, messagesOf } from "./messages";
import { nativeUsage } from "./native-usage";

/** The provider's request and answer as they are, each field in an attribute of its own, below the call. */
const RAW_SPAN = "raw_gen_ai_request";
/** Usage as Python writes a dictionary; counts the cached part, which `gen_ai.usage.*` leaves out. */
const USAGE = "metadata.usage_object";

/**
 * LiteLLM's `otel` callback: GenAI on the call, the provider's own words on a span below it. That one repeats the call, and says
 * less of it: it is none of its own.
 */
export const litellm: Dialect = {
  name: "litellm",
  matches: ({ scope, span }) => scope.name === "litellm" || span.name === RAW_SPAN,
  read: (facts) => (facts.span.name === RAW_SPAN ? { kind: "other" } : call(facts)),
};

const call = (facts: Facts): Reading => ({
  usage: nativeUsage(parsePython(facts.peekText(USAGE) ?? ""), "litellm"),
  cacheCostUsd: cacheCost(facts),
  streaming: facts.flag("llm.is_streaming"),
  userId: facts.text("llm.user"),
  output: calls(facts),
});

/**
 * What tools the model asked for stands beside its messages: `gen_ai.completion.<i>.function_call`, one of each call, without
 * their ids. Null where there is none, or the messages say it.
 */
function calls(facts: Facts): Message[] | null {
  const named = [...facts.attributes.keys()].some((key) => FUNCTION_CALL.test(key));
  if (!named) return null;
  const asked = facts.list("gen_ai.completion.").map((item) => ({ function: item.function_call ?? null }));
  const said = messages(jsonOrText(facts.peek("gen_ai.output.messages") ?? null), "assistant").messages ?? [];
  if (said.length > 1 || callsIn(said).length > 0) return null;
  return (
    messagesOf([{ role: "assistant", content: null, tool_calls: asked }], "assistant")?.map((message) => ({
      ...message,
      content: said[0]?.content ?? null,
    })) ?? null
  );
}

const FUNCTION_CALL = /^gen_ai\.completion\.\d+\.function_call\./;

/**
 * What reading and writing the cache cost. The callback's older attributes say only that, and not how many tokens it was: then
 * the whole input must not be priced as if none were cached.
 */
function cacheCost(facts: Facts): { read: number; write: number } | null {
  const read = facts.number("gen_ai.cost.cache_read_cost") ?? 0;
  const write = facts.number("gen_ai.cost.cache_creation_cost") ?? 0;
  return read > 0 || write > 0 ? { read, write } : null;
}
