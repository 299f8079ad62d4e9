import type { Json } from "@/lib/model/json";
import type { Message, ToolDefinition } from "@/lib/model/message";
import type { ModelScore } from "@/lib/model/span";

import { jsonOrText } from "@/lib/model/json-text";
import type { Dialect, Reading } from "./dialect";
import type { Facts } from "./facts";
import { firstEventNs } from "./first-event";
import { evaluationOf, readEvent } from "./genai-event";
import type { EventCall } from "./genai-event";

/** One for each piece of a stream: OpenLLMetry for Python, and Laminar's. */
const CHUNK = "gen_ai.content.completion.chunk";
const OLDER_CHUNK = "llm.content.completion.chunk";

/** GenAI events on the span itself: messages one by one, whole contents, evaluation results. */
export const genaiEvents: Dialect = {
  name: "genai-events",
  matches: ({ span, attributes }) =>
    span.events.some((event) => event.name.startsWith("gen_ai.") || event.name === OLDER_CHUNK) ||
    attributes.has("gen_ai.evaluation.name"),
  read(facts) {
    const ttftNs = firstEventNs(facts, CHUNK) ?? firstEventNs(facts, OLDER_CHUNK);
    const input: Message[] = [];
    const output: Message[] = [];
    const scores: ModelScore[] = ownEvaluation(facts);
    let system: string | null = null;
    let finishReason: string | null = null;
    let toolDefinitions: ToolDefinition[] | null = null;
    let call: EventCall | null = null;
    for (const event of facts.span.events) {
      if (!event.name.startsWith("gen_ai.")) continue;
      const score =
        event.name === "gen_ai.evaluation.result"
          ? evaluationOf(event.attributes, facts.span, event.timeNs)
          : null;
      const reading = readEvent(event.name, null, event.attributes);
      if (score !== null) scores.push(score);
      else if (reading === null) continue;
      facts.take(event);
      input.push(...(reading?.input ?? []));
      output.push(...(reading?.output ?? []));
      system ??= reading?.system ?? null;
      finishReason ??= reading?.finishReason ?? null;
      toolDefinitions ??= reading?.toolDefinitions ?? null;
      call ??= reading?.call ?? null;
    }
    if (facts.peek("gen_ai.operation.name") === "execute_tool") return { ...toolRun(input, output), scores };
    return {
      ttftNs,
      system,
      input: input.length > 0 ? input : null,
      output: output.length > 0 ? output : null,
      finishReason,
      toolDefinitions,
      scores,
      ...call,
    };
  },
};

/** An evaluation that is told on the span itself, instead of on an event. */
function ownEvaluation(facts: Facts): ModelScore[] {
  const { span, attributes } = facts;
  const score = evaluationOf(attributes, span, span.endNs === 0n ? span.startNs : span.endNs);
  if (score === null) return [];
  facts.drop(
    "gen_ai.evaluation.name",
    "gen_ai.evaluation.score.value",
    "gen_ai.evaluation.score.label",
    "gen_ai.evaluation.explanation",
  );
  return [score];
}

/** A tool's run told in messages: what was asked for, and the answer. */
function toolRun(input: Message[], output: Message[]): Reading {
  const [asked] = input;
  const [answered] = output;
  return {
    inputValue: asked === undefined ? null : (asked.tool_calls?.[0]?.arguments ?? textOf(asked)),
    outputValue: answered === undefined ? null : textOf(answered),
  };
}

const textOf = ({ content }: Message): Json =>
  typeof content === "string" ? jsonOrText(content) : (content as Json);
