import { FLAG } from "@/lib/model/flags";
import type { Json } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import { jsonOrText } from "@/lib/model/json-text";
import type { Dialect, Reading } from "./dialect";
import type { Facts } from "./facts";
import { argumentsOf } from "./function-arguments";
import { cleanMetadata, sessionIn, tagsOf, userIn } from "./plain";
import { lookUp } from "./look-up";

const KINDS: Record<string, SpanKind> = {
  workflow: "workflow",
  task: "workflow",
  agent: "agent",
  tool: "tool",
};

/** OpenLLMetry (Traceloop): GenAI on model calls; its own words on what the program decorated. */
export const traceloop: Dialect = {
  name: "traceloop",
  matches: (facts) => facts.hasFamily("traceloop") || facts.scope.name.startsWith("@traceloop/"),
  read(facts) {
    const kind = lookUp(KINDS, facts.text("traceloop.span.kind") ?? "") ?? null;
    const entity = facts.text("traceloop.entity.name");
    facts.drop("traceloop.entity.path");
    return {
      kind,
      name: entity,
      // On every span below an agent or workflow; the innermost is the function.
      functionName: facts.text("traceloop.workflow.name") ?? entity,
      traceName: facts.text("traceloop.workflow.name"),
      version: facts.text("traceloop.entity.version"),
      toolName: entity,
      inputValue: argumentsOf(facts.value("traceloop.entity.input")),
      outputValue: facts.value("traceloop.entity.output"),
      promptName: facts.text("traceloop.prompt.key"),
      promptLabel: facts.text(
        "traceloop.prompt.version_name",
        "traceloop.prompt.version",
        "traceloop.prompt.version_hash",
      ),
      streaming: streamedWithoutReason(facts),
      flags: countsItself(facts) ? FLAG.tokensEstimated : 0,
      ...properties(facts),
    };
  },
};

/** OpenLLMetry JS ignores what OpenAI says of a streamed call and counts with a tokenizer of its own; 0.27 does not say that it streamed. */
const countsItself = (facts: Facts): boolean =>
  facts.scope.name === "@traceloop/instrumentation-openai" &&
  [facts.peek("gen_ai.is_streaming"), facts.peek("llm.is_streaming")].includes(true);

/** The Anthropic instrumentation loses the finish reason of streams, and of nothing else. */
const streamedWithoutReason = (facts: Facts): boolean | null =>
  facts.scope.name === "@traceloop/instrumentation-anthropic" &&
  facts.peekText("gen_ai.output.messages")?.includes('"finish_reason":""') === true
    ? true
    : null;

function properties(facts: Facts): Reading {
  const said = facts.below("traceloop.association.properties.");
  if (said.length === 0) return {};
  const { tags, ...metadata } = Object.fromEntries(
    said.map(([key, value]): [string, Json] => [key, jsonOrText(value)]),
  );
  return {
    sessionId: sessionIn(metadata) ?? (typeof metadata.chat_id === "string" ? metadata.chat_id : null),
    userId: userIn(metadata),
    tags: tagsOf(tags),
    metadata: cleanMetadata(metadata),
  };
}
