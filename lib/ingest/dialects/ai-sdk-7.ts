import type { Dialect } from "./dialect";
import type { Facts } from "./facts";
import type { ReportedUsage } from "./reported-usage";

/** Version 7 of the AI SDK speaks GenAI (scope `gen_ai`) with a few words of its own. */
export const aiSdk7: Dialect = {
  name: "ai-sdk-7",
  matches: ({ scope }) => scope.name === "gen_ai",
  read: (facts) => ({
    streaming: streamed(facts),
    usage: usage(facts),
    // The function's id, of a trace that begins with it: the span's own name is that of a model.
    traceName: facts.span.parentSpanId === "" ? facts.peekText("gen_ai.agent.name") : null,
  }),
};

/**
 * It never says that a call streamed: streams have the time to their first chunk, other finished calls have not. A call that
 * neither finished nor failed was cut off by its reader, and only a stream can be.
 */
function streamed(facts: Facts): boolean | null {
  if (facts.peek("gen_ai.operation.name") !== "chat") return null;
  if (facts.has("gen_ai.client.operation.time_to_first_chunk")) return true;
  if (facts.has("gen_ai.response.finish_reasons")) return false;
  return facts.span.statusCode === 2 || facts.has("error.type") ? null : true;
}

function usage(facts: Facts): ReportedUsage | null {
  const uncached = facts.count("ai.usage.inputTokenDetails.noCacheTokens");
  const reasoning = facts.count("ai.usage.outputTokenDetails.reasoningTokens");
  facts.drop("ai.usage.outputTokenDetails.textTokens");
  // Steps repeat these details without the counts that they are parts of.
  if (!facts.has("gen_ai.usage.input_tokens")) return null;
  return { uncached, reasoning, style: "inclusive", rule: "ai-sdk-7" };
}
