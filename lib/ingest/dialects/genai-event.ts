import { digest128 } from "@/lib/model/digest";
import { isoOfNs } from "@/lib/model/instant";
import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { Message, ToolDefinition } from "@/lib/model/message";
import type { ModelAddition, ModelScore } from "@/lib/model/span";

import type { Attributes } from "../otlp/shape";
import { jsonOrText } from "@/lib/model/json-text";
import { numberOf, textOrNull } from "./facts";
import { messages } from "./genai";
import { parts, whole } from "./genai-flattened";
import { instructionsOf, messageOf } from "./messages";
import { toolDefinitionsOf } from "./tool-definitions";
import { orPythonMessages } from "./python-messages";
import { canonicalProvider } from "./providers";
import { accountUsage } from "./usage";
import type { ReportedUsage } from "./reported-usage";
import { countsIn } from "./usage-attributes";
import { lookUp } from "./look-up";

/** What one `gen_ai.*` event says, whether it came as a span event or as a log record. */
export interface EventReading {
  system: string | null;
  input: Message[] | null;
  output: Message[] | null;
  toolDefinitions: ToolDefinition[] | null;
  finishReason: string | null;
  /** Of operation details, which repeat the call's own attributes or stand for them. */
  call: EventCall | null;
}

/** What an event tells of a call beside its contents. */
export interface EventCall {
  usage: ReportedUsage | null;
  provider: string | null;
  requestModel: string | null;
  responseModel: string | null;
  responseId: string | null;
}

const NOTHING: EventReading = {
  system: null,
  input: null,
  output: null,
  toolDefinitions: null,
  finishReason: null,
  call: null,
};

const ROLES: Record<string, string> = {
  "gen_ai.system.message": "system",
  "gen_ai.user.message": "user",
  "gen_ai.assistant.message": "assistant",
  "gen_ai.tool.message": "tool",
};

/** Attributes of such events that are read; the rest stays as it came. */
export const READ_KEYS = new Set([
  "event.name",
  "content",
  "role",
  "tool_calls",
  "id",
  "index",
  "finish_reason",
  "message",
  "name",
  "toolCalls",
  "gen_ai.event.content",
  "gen_ai.prompt",
  "gen_ai.completion",
  "gen_ai.system_instructions",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.tool.definitions",
]);

/** @returns null when the event is none that carries content */
export function readEvent(name: string, body: Json, attributes: Attributes): EventReading | null {
  const role = lookUp(ROLES, name);
  if (role !== undefined) {
    const input = messageOf(contentOf(body, attributes), role).filter(isSaid);
    return { ...NOTHING, input: input.length === 0 ? null : input };
  }
  switch (name) {
    case "gen_ai.choice": {
      const choice = contentOf(body, attributes);
      const said = isObject(choice) ? (jsonOrText(choice.message ?? null) ?? null) : null;
      const inner: Json = Array.isArray(said) ? { content: said } : said;
      const output = messageOf(
        isObject(inner)
          ? {
              ...(isObject(choice) && choice.tool_calls !== undefined
                ? { tool_calls: choice.tool_calls }
                : {}),
              ...inner,
            }
          : (inner ?? choice),
        "assistant",
      ).filter(isSaid);
      return {
        ...NOTHING,
        output: output.length === 0 ? null : output,
        finishReason: isObject(choice) ? textOrNull(choice.finish_reason) : null,
      };
    }
    case "gen_ai.content.prompt":
      return { ...NOTHING, input: whole(value(attributes, "gen_ai.prompt"), "user") };
    case "gen_ai.content.completion":
      return { ...NOTHING, output: whole(value(attributes, "gen_ai.completion"), "assistant") };
    case "gen_ai.client.inference.operation.details":
      return details(body, attributes);
    default:
      return null;
  }
}

/** Old bodies hold what attributes hold in newer versions. */
function details(body: Json, attributes: Attributes): EventReading {
  const held = isObject(body) ? body : {};
  const said = (key: string): Json | undefined =>
    value(attributes, `gen_ai.${key}`) ?? jsonOrText(held[`gen_ai.${key}`] ?? held[key] ?? null) ?? undefined;
  const output = messages(orPythonMessages(said("output.messages")), "assistant");
  return {
    system: instructionsOf(said("system_instructions")),
    input: messages(orPythonMessages(said("input.messages")), "user").messages,
    output: output.messages,
    toolDefinitions: toolDefinitionsOf(said("tool.definitions")),
    finishReason: output.finishReason ?? reasonIn(attributes.get("gen_ai.response.finish_reasons")),
    call: {
      usage: countsIn(attributes, "gen_ai")?.counts ?? null,
      provider: textOrNull(attributes.get("gen_ai.provider.name") ?? attributes.get("gen_ai.system")),
      requestModel: textOrNull(attributes.get("gen_ai.request.model")),
      responseModel: textOrNull(attributes.get("gen_ai.response.model")),
      responseId: textOrNull(attributes.get("gen_ai.response.id")),
    },
  };
}

/** The call's tokens in buckets; null where the event counts none. */
export function countedCall(call: EventCall | null): NonNullable<ModelAddition["call"]> | null {
  const accounted = call?.usage ? accountUsage(call.usage) : null;
  if (call === null || accounted === null) return null;
  const { requestModel, responseModel, responseId } = call;
  return {
    provider: canonicalProvider(call.provider),
    requestModel,
    responseModel,
    responseId,
    tokens: accounted.tokens,
    usageRule: accounted.rule,
  };
}

const reasonIn = (reasons: Json | undefined): string | null =>
  Array.isArray(reasons) ? textOrNull(reasons[0]) : textOrNull(reasons);

const value = (attributes: Attributes, key: string): Json | undefined => {
  const found = attributes.get(key);
  return found === undefined ? undefined : jsonOrText(found);
};

/** Logs have a body, span events have attributes; some clients put all of it into one JSON text. */
function contentOf(body: Json, attributes: Attributes): Json {
  const parsed = jsonOrText(body ?? value(attributes, "gen_ai.event.content") ?? null);
  if (isObject(parsed) && Object.keys(parsed).length > 0) return parsed;
  if (typeof parsed === "string" && parsed !== "") return { content: parsed };
  if (Array.isArray(parsed) && parsed.length > 0) return { content: parsed };
  if (typeof parsed === "number" || typeof parsed === "boolean") return { content: [parsed] };
  const said: JsonObject = {};
  for (const key of ["content", "role", "tool_calls", "id", "name", "message", "finish_reason"]) {
    const held = attributes.get(key);
    if (held !== undefined) said[key] = key === "content" ? parts(held) : jsonOrText(held);
  }
  return said;
}

/** Without content capture a message is empty: then it was not said to us, and must not look like an empty text. */
const isSaid = (message: Message): boolean =>
  (message.tool_calls?.length ?? 0) > 0 ||
  (message.content !== null && (message.content.length > 0 || message.role === "assistant"));

/** `gen_ai.evaluation.result` -> score; null when it has no name or no value. */
export function evaluationOf(
  attributes: Attributes,
  target: { traceId: string; spanId: string },
  atNs: bigint,
): ModelScore | null {
  const name = textOrNull(attributes.get("gen_ai.evaluation.name"));
  const label = textOrNull(attributes.get("gen_ai.evaluation.score.label"));
  const score = numberOf(attributes.get("gen_ai.evaluation.score.value")) ?? label;
  if (name === null || score === null || target.traceId === "") return null;
  const explanation = textOrNull(attributes.get("gen_ai.evaluation.explanation"));
  const at = isoOfNs(atNs);
  return {
    id: digest128(JSON.stringify([target.traceId, target.spanId, name, score, label, explanation, at])),
    traceId: target.traceId,
    spanId: target.spanId === "" ? null : target.spanId,
    sessionId: null,
    name,
    value: score,
    source: "model",
    comment:
      [typeof score === "number" ? label : null, explanation].filter((text) => text !== null).join(": ") ||
      null,
    correction: null,
    at,
  };
}
