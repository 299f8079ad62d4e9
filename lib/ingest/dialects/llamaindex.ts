import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { Message } from "@/lib/model/message";

import type { Attributes } from "../otlp/shape";
import { jsonOrText, parsePython } from "@/lib/model/json-text";
import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import { textOrNull } from "./facts";
import type { Facts } from "./facts";
import { messagesOf } from "./messages";
import { nativeUsage } from "./native-usage";

/**
 * LlamaIndex' own OpenTelemetry (`llama-index-observability-otel`): spans are named after methods (`OpenAI.chat`), and all that is
 * known of a call stands in its start's and end's events, flattened. A stream's span ends when the stream begins: of its answer
 * nothing is told.
 */
export const llamaindex: Dialect = {
  name: "llamaindex",
  matches: ({ scope }) => scope.name === "llamaindex.opentelemetry.tracer",
  read(facts) {
    const start = told(facts, /^LLM(?:Chat|Completion)StartEvent$/);
    if (start !== null) return call(facts, start, told(facts, /^LLM(?:Chat|Completion)EndEvent$/));
    const embedded = told(facts, /^EmbeddingStartEvent$/);
    if (embedded !== null) return { kind: "embedding", ...model(embedded) };
    const asked = told(facts, /^RetrievalStartEvent$/);
    if (asked !== null) return retrieval(asked, told(facts, /^RetrievalEndEvent$/));
    if (/Tool\.a?call$/.test(facts.span.name)) return tool(facts);
    return { kind: /(?:Agent|AgentWorkflow)\.run$/.test(facts.span.name) ? "agent" : "workflow" };
  },
};

/** The attributes of the first event of such a name. They stay with the event: they say more than is read. */
const told = (facts: Facts, name: RegExp): Attributes | null =>
  facts.span.events.find((event) => name.test(event.name))?.attributes ?? null;

const model = (start: Attributes): Reading => ({
  requestModel: textOrNull(start.get("model_dict.model_name")),
  provider: textOrNull(start.get("model_dict.class_name"))?.toLowerCase().replace(/_llm$/, "") ?? null,
});

function call(facts: Facts, start: Attributes, end: Attributes | null): Reading {
  const raw = end === null ? {} : nested(end, "response.raw.");
  const choice = Array.isArray(raw.choices) ? raw.choices[0] : undefined;
  const answer = end === null ? {} : nested(end, "response.message.");
  const prompt = textOrNull(start.get("prompt"));
  const text = end === null ? null : textOrNull(end.get("response.text"));
  const said = Object.keys(answer).length > 0 ? messagesOf([plain(answer)], "assistant") : null;
  return {
    kind: "llm",
    ...model(start),
    responseModel: textOrNull(raw.model),
    responseId: textOrNull(raw.id),
    // The method says it.
    streaming: /\.a?(?:stream_)?(?:chat|complete)\w*$/.test(facts.span.name)
      ? facts.span.name.includes("stream_")
      : null,
    finishReason: textOrNull(isObject(choice) ? choice.finish_reason : raw.stop_reason),
    usage: nativeUsage(raw.usage, "llamaindex"),
    input: prompt === null ? messages(start.get("messages")) : [{ role: "user", content: prompt }],
    output: said ?? (text === null ? null : [{ role: "assistant", content: text }]),
  };
}

function retrieval(start: Attributes, end: Attributes | null): Reading {
  const nodes = jsonOrText(end?.get("nodes") ?? null);
  return {
    kind: "retrieval",
    inputValue: start.get("str_or_query_bundle") ?? start.get("str_or_query_bundle.query_str") ?? null,
    documents: documentsOf(Array.isArray(nodes) ? nodes.map(document) : nodes),
  };
}

/** Nodes stand beside their score. */
function document(found: Json): Json {
  if (!isObject(found) || !isObject(found.node)) return found;
  const { id_: id = null, text: content = null, metadata = null } = found.node;
  return { id, content, metadata, score: found.score ?? null };
}

/** Which tool is run, and with what, stands only in the description of the step that runs it. */
function tool(facts: Facts): Reading {
  const step = facts.peekText("llamaindex.step.input_summary") ?? "";
  const [, name = null, given = "", id = null] =
    /^ToolCall\(tool_name='([^']*)', tool_kwargs=(\{.*\}), tool_id='([^']*)'\)$/.exec(step) ?? [];
  return { kind: "tool", toolName: name, toolCallId: id, inputValue: parsePython(given) ?? null };
}

function messages(value: Json | undefined): Message[] | null {
  const list = jsonOrText(value ?? null);
  return messagesOf(Array.isArray(list) ? list.map(plain) : undefined, "user");
}

/** Its messages hold blocks, and the id of the call that a tool's result answers among other words. */
function plain(message: Json): Json {
  if (!isObject(message) || !Array.isArray(message.blocks)) return message;
  const { blocks, additional_kwargs: more, ...rest } = message;
  const id = isObject(more) ? more.tool_call_id : undefined;
  return {
    ...rest,
    content: (blocks as Json[]).map(part),
    ...(id === undefined ? {} : { tool_call_id: id }),
  };
}

function part(block: Json): Json {
  if (!isObject(block)) return block;
  if (block.block_type === "text") return { type: "text", text: block.text ?? null };
  if (block.block_type === "thinking") return { type: "reasoning", content: block.content ?? null };
  if (block.block_type !== "tool_call") return block;
  const { tool_call_id: id = null, tool_name: name = null, tool_kwargs: given = null } = block;
  return { type: "tool_call", id, name, arguments: given };
}

/** What was flattened, nested again: `usage.input_tokens` -> `{ usage: { input_tokens } }`. Lists are JSON, as nothing is. */
function nested(attributes: Attributes, prefix: string): JsonObject {
  const root: JsonObject = {};
  for (const [key, value] of attributes) {
    if (!key.startsWith(prefix) || key.includes("__proto__")) continue;
    const path = key.slice(prefix.length).split(".");
    const last = path.pop() as string;
    let place = root;
    for (const name of path) {
      const inner = Object.hasOwn(place, name) ? place[name] : undefined;
      if (isObject(inner)) place = inner;
      else place = place[name] = {};
    }
    place[last] = value === "null" ? null : jsonOrText(value);
  }
  return root;
}
