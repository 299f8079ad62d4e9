import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import { textOrNull } from "./facts";
import type { Facts } from "./facts";
import { lookUp } from "./look-up";
import { messagesOf } from "./messages";
import { nativeUsage } from "./native-usage";
import { orPythonMessages } from "./python-messages";

/** Haystack: pipelines and their components, whose class names say what they do; agents and the steps they take. */
export const haystack: Dialect = {
  name: "haystack",
  matches: (facts) => facts.hasFamily("haystack"),
  read(facts) {
    const kind = kindOf(facts);
    const inputValue = facts.value(...INPUTS);
    const outputValue = facts.value(...OUTPUTS);
    return {
      kind,
      name: facts.text("haystack.component.name"),
      functionName: facts.text("haystack.pipeline.name"),
      toolName: facts.text("haystack.tool.name"),
      inputValue,
      outputValue,
      ...(kind === "llm"
        ? generator(orPythonMessages(inputValue), orPythonMessages(outputValue), facts.span.startNs)
        : {}),
      ...(kind === "embedding" ? embedder(outputValue) : {}),
      ...(kind === "retrieval" || kind === "rerank" ? documents(inputValue, outputValue) : {}),
    };
  },
};

const INPUTS = [
  "haystack.component.input",
  "haystack.pipeline.input_data",
  "haystack.agent.step.llm.input",
  "haystack.agent.step.tool.input",
  "haystack.agent.input",
];
const OUTPUTS = [
  "haystack.component.output",
  "haystack.pipeline.output_data",
  "haystack.agent.step.llm.output",
  "haystack.agent.step.tool.output",
  "haystack.agent.output",
];

/** An agent asks its generator and runs its tools itself: there is no component's span below its steps. */
const STEPS: Readonly<Record<string, SpanKind>> = {
  "haystack.agent.run": "agent",
  "haystack.agent.step.llm": "llm",
  "haystack.agent.step.tool": "tool",
};

const kindOf = (facts: Facts): SpanKind =>
  lookUp(STEPS, facts.span.name) ?? kindOfComponent(facts.text("haystack.component.type"));

function kindOfComponent(type: string | null): SpanKind {
  if (type === null) return "workflow";
  if (/Generator$/.test(type)) return "llm";
  if (/(?:Text|Document|Image)Embedder$/.test(type)) return "embedding";
  if (/Ranker$/.test(type)) return "rerank";
  if (/Retriever$/.test(type)) return "retrieval";
  if (/Agent$/.test(type)) return "agent";
  return "workflow";
}

/** Replies are messages of its own shape or texts; what the provider said besides is their `meta`. */
function generator(input: Json | undefined, output: Json | undefined, startNs: bigint): Reading {
  if (!isObject(output) || !Array.isArray(output.replies)) return {};
  const [reply] = output.replies;
  const [beside] = Array.isArray(output.meta) ? output.meta : [];
  const held = isObject(reply) ? (reply.meta ?? reply._meta) : beside;
  const meta = isObject(held) ? held : {};
  const asked = isObject(input) ? (input.messages ?? input.prompt) : undefined;
  return {
    responseModel: textOrNull(meta.model),
    requestModel: textOrNull(meta.model),
    finishReason: textOrNull(meta.finish_reason ?? meta.stop_reason),
    ...streamed(textOrNull(meta.completion_start_time), startNs),
    usage: nativeUsage(meta.usage, "haystack"),
    input:
      typeof asked === "string"
        ? [{ role: "user", content: asked }]
        : messagesOf(Array.isArray(asked) ? asked.map(plain) : undefined, "user"),
    output: output.replies.every((item) => typeof item === "string")
      ? output.replies.map((content) => ({ role: "assistant", content }))
      : messagesOf(output.replies.map(plain), "assistant"),
  };
}

function embedder(output: Json | undefined): Reading {
  const meta = isObject(output) && isObject(output.meta) ? output.meta : {};
  return {
    requestModel: textOrNull(meta.model),
    responseModel: textOrNull(meta.model),
    usage: nativeUsage(meta.usage, "haystack"),
  };
}

const QUARTER_NS = 15n * 60n * 1_000_000_000n;

/**
 * Only streams say when the first chunk came, in the local time of their machine. Its zone is not said, but all zones lie whole
 * quarters of an hour apart: what is over after whole ones is how long it took, if it took less than one.
 */
function streamed(firstChunkAt: string | null, startNs: bigint): Reading {
  const [, date, time, fraction = ""] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?/.exec(firstChunkAt ?? "") ?? [];
  const wholeMs = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(wholeMs)) return {};
  const sinceNs = BigInt(wholeMs) * 1_000_000n + BigInt(fraction.padEnd(9, "0")) - startNs;
  return { streaming: true, ttftNs: ((sinceNs % QUARTER_NS) + QUARTER_NS) % QUARTER_NS };
}

/** Older versions write their private fields; calls and results lie among the contents. */
function plain(message: Json): Json {
  if (!isObject(message) || [message.role, message._role].every((role) => role === undefined)) return message;
  const content = message.content ?? message._content ?? null;
  return {
    role: message.role ?? message._role ?? null,
    name: message.name ?? message._name ?? null,
    content: Array.isArray(content) ? content.map(part) : content,
  };
}

function part(value: Json): Json {
  if (!isObject(value)) return value;
  const call = value.tool_call;
  if (isObject(call))
    return {
      type: "tool_call",
      id: call.id ?? null,
      name: call.tool_name ?? null,
      arguments: call.arguments ?? null,
    };
  const result = value.tool_call_result;
  if (!isObject(result)) return value;
  const origin = isObject(result.origin) ? result.origin : {};
  return {
    type: "tool_call_response",
    id: origin.id ?? null,
    name: origin.tool_name ?? null,
    response: result.result ?? null,
  };
}

const documents = (input: Json | undefined, output: Json | undefined): Reading => ({
  inputValue: isObject(input) ? (input.query ?? input) : input,
  documents: documentsOf(output),
});
