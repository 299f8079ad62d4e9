import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";
import type { Message } from "@/lib/model/message";

import { jsonOrText } from "@/lib/model/json-text";
import type { Dialect, Reading } from "./dialect";
import { textOrNull } from "./facts";
import type { Facts } from "./facts";
import { readEvent } from "./genai-event";
import type { EventReading } from "./genai-event";
import { asItCame, messagesOf } from "./messages";
import { toolDefinitionsOf } from "./tool-definitions";

const CONVERSATIONS = ["pydantic_ai.all_messages", "all_messages_events"] as const;

/**
 * Pydantic AI: GenAI attributes on model calls since its second format; the first put a call's events into one attribute.
 * Runs of agents hold the whole conversation, runs of tools have names of their own.
 */
export const pydanticAi: Dialect = {
  name: "pydantic-ai",
  matches: (facts) => facts.hasFamily("pydantic_ai") || facts.scope.name === "pydantic-ai",
  read(facts) {
    const isTool = facts.has("gen_ai.tool.name") && !facts.has("gen_ai.request.model");
    const isRun =
      !isTool &&
      (facts.has("model_name") ||
        facts.span.name === "agent run" ||
        CONVERSATIONS.some((key) => facts.has(key)));
    return {
      functionName: facts.text("agent_name"),
      toolDefinitions: requestedTools(facts),
      ...(isRun ? run(facts) : isTool ? tool(facts) : call(facts)),
    };
  },
};

function run(facts: Facts): Reading {
  const said = conversation(facts);
  const asked = said.findLastIndex(({ role }) => role === "user");
  const final = facts.value("final_result");
  const output = said.slice(asked + 1);
  return {
    kind: "agent",
    requestModel: facts.text("model_name"),
    input: asked < 0 ? null : said.slice(0, asked + 1),
    output: output.length === 0 ? null : output,
    outputValue: final,
  };
}

function conversation(facts: Facts): Message[] {
  for (const key of CONVERSATIONS) {
    const value = jsonOrText(facts.peek(key) ?? null);
    const said =
      key === "all_messages_events"
        ? eventsIn(value).flatMap(({ input, output }) => [...(input ?? []), ...(output ?? [])])
        : (messagesOf(value, "user") ?? []);
    if (said.length === 0) continue;
    facts.drop(key);
    return said;
  }
  return [];
}

const tool = (facts: Facts): Reading => ({
  kind: "tool",
  inputValue: facts.exact("tool_arguments"),
  outputValue: facts.exact("tool_response"),
});

function call(facts: Facts): Reading {
  const read = eventsIn(jsonOrText(facts.peek("events") ?? null));
  // Anybody may call an attribute so.
  if (read.length === 0) return {};
  facts.drop("events");
  const input = read.flatMap((event) => event.input ?? []);
  const output = read.flatMap((event) => event.output ?? []);
  return {
    input: input.length === 0 ? null : input,
    output: output.length === 0 ? null : output,
    finishReason: read.map((event) => event.finishReason).find((word) => word !== null) ?? null,
  };
}

/** `[{"event.name": "gen_ai.user.message", "content": …}, …]`: the old events in one attribute. */
function eventsIn(value: Json): Pick<EventReading, "input" | "output" | "finishReason">[] {
  const list = Array.isArray(value) ? value : [];
  const read = list.map((event) =>
    isObject(event) ? readEvent(textOrNull(event["event.name"]) ?? "", event, new Map()) : null,
  );
  if (read.every((event) => event === null)) return [];
  const answeredAt = read.findIndex((event) => event?.output);
  // What is no event that we know stands in its place: asked before the answer, answered after it.
  return read.map((event, index) => {
    if (event !== null) return event;
    const odd = asItCame(list[index] ?? null);
    const isAnswer = answeredAt >= 0 && index > answeredAt;
    return { input: isAnswer ? null : odd, output: isAnswer ? odd : null, finishReason: null };
  });
}

/** What the model was offered: functions, and tools that hand out the result. */
function requestedTools(facts: Facts) {
  const parameters = jsonOrText(facts.peek("model_request_parameters") ?? null);
  if (!isObject(parameters)) return null;
  return toolDefinitionsOf(
    [parameters.function_tools, parameters.output_tools].flatMap((tools) =>
      Array.isArray(tools) ? tools : [],
    ),
  );
}
