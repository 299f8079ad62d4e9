import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { Message } from "@/lib/model/message";

import { jsonOrText } from "@/lib/model/json-text";
import { embedding, rerank, tool } from "./ai-sdk-steps";
import { aiSdkUsage } from "./ai-sdk-usage";
import type { Dialect, Reading } from "./dialect";
import { numberOf, textOrNull } from "./facts";
import type { Facts } from "./facts";
import { seconds } from "./genai";
import { messageOf, messagesOf } from "./messages";
import { invocationParameters } from "./parameters";
import { cleanMetadata, sessionIn, tagsOf, userIn } from "./plain";
import { servedOf } from "./served";
import { toolDefinitionsOf } from "./tool-definitions";
import type { ReportedUsage } from "./reported-usage";
import { lookUp } from "./look-up";

/**
 * The outer spans (`ai.streamText`) repeat the calls inside them. They are model calls here too: in a trace they give way to
 * the calls below them, and an aborted stream, which exports nothing else, is still counted.
 */
const KINDS: Record<string, SpanKind> = {
  "ai.generateText": "llm",
  "ai.streamText": "llm",
  "ai.generateObject": "llm",
  "ai.streamObject": "llm",
  "ai.generateText.doGenerate": "llm",
  "ai.streamText.doStream": "llm",
  "ai.generateObject.doGenerate": "llm",
  "ai.streamObject.doStream": "llm",
  "ai.embed": "embedding",
  "ai.embedMany": "embedding",
  "ai.embed.doEmbed": "embedding",
  "ai.embedMany.doEmbed": "embedding",
  "ai.toolCall": "tool",
  "ai.rerank": "rerank",
  "ai.rerank.doRerank": "rerank",
};

/** Vercel's AI SDK, `ai.*` attributes: versions 4 to 6 and the legacy integration of 7. */
export const aiSdk: Dialect = {
  name: "ai-sdk",
  matches: (facts) => facts.hasFamily("ai"),
  read(facts) {
    const operation = facts.text("ai.operationId") ?? facts.peekText("operation.name")?.split(" ")[0] ?? "";
    const kind = lookUp(KINDS, operation) ?? null;
    facts.drop("operation.name");
    const functionName = facts.text("ai.telemetry.functionId", "resource.name");
    return {
      kind,
      functionName,
      // Of a trace that begins with it: the span's own name is that of an SDK's function.
      traceName: facts.span.parentSpanId === "" ? functionName : null,
      provider: facts.text("ai.model.provider"),
      ...context(facts),
      ...(kind === "tool"
        ? tool(facts)
        : kind === "embedding"
          ? embedding(facts)
          : kind === "llm"
            ? model(facts, operation)
            : kind === "rerank"
              ? rerank(facts)
              : {}),
    };
  },
};

function model(facts: Facts, operation: string): Reading {
  const prompt = promptOf(facts.json("ai.prompt"));
  const settings = Object.fromEntries(
    [
      "temperature",
      "maxOutputTokens",
      "maxTokens",
      "topP",
      "topK",
      "frequencyPenalty",
      "presencePenalty",
      "seed",
      "stopSequences",
    ].map((key): [string, Json] => [key, facts.value(`ai.settings.${key}`) ?? null]),
  );
  const usage = aiSdkUsage(facts);
  const milliseconds = startsEarly(facts, usage)
    ? null
    : (facts.number("ai.response.msToFirstChunk", "ai.stream.msToFirstChunk") ?? firstChunk(facts));
  return {
    requestModel: facts.text("ai.model.id"),
    responseModel: facts.text("ai.response.model"),
    responseId: facts.text("ai.response.id"),
    streaming: operation.includes("stream"),
    ttftNs: milliseconds === null ? null : seconds(milliseconds / 1000),
    finishReason: facts.text("ai.response.finishReason", "ai.finishReason"),
    parameters: invocationParameters(settings).parameters,
    served: served(facts),
    usage,
    input: messagesOf(facts.json("ai.prompt.messages"), "user") ?? prompt,
    output: outputOf(facts),
    toolDefinitions: toolDefinitionsOf(facts.value("ai.prompt.tools")),
  };
}

/** What was served, which changes the price: by the provider's own word, under its name. */
function served(facts: Facts): JsonObject | null {
  const metadata = jsonOrText(facts.peek("ai.response.providerMetadata") ?? null);
  if (!isObject(metadata)) return null;
  for (const said of Object.values(metadata)) {
    const found = servedOf([said]);
    if (found !== null) return found;
  }
  return null;
}

/** The event of the first chunk repeats what the span says, or is the only one to say it. */
function firstChunk(facts: Facts): number | null {
  for (const { attributes } of facts.span.events.filter(({ name }) => name === "ai.stream.firstChunk")) {
    const said =
      numberOf(attributes.get("ai.response.msToFirstChunk")) ??
      numberOf(attributes.get("ai.stream.msToFirstChunk"));
    if (said !== null) return said;
  }
  return null;
}

/** Outer spans: `{system, prompt}` or `{system, messages}`. */
function promptOf(value: Json | undefined): Message[] | null {
  if (typeof value === "string") return [{ role: "user", content: value }];
  if (!isObject(value)) return null;
  const system = textOrNull(value.system);
  const said =
    typeof value.prompt === "string"
      ? [{ role: "user", content: value.prompt }]
      : messagesOf(value.messages ?? value.prompt, "user");
  return said === null ? null : [...(system === null ? [] : [{ role: "system", content: system }]), ...said];
}

function outputOf(facts: Facts): Message[] | null {
  const text = facts.text("ai.response.text", "ai.result.text");
  const object = facts.value("ai.response.object", "ai.result.object");
  const reasoning = facts.text("ai.response.reasoning");
  const calls = facts.value("ai.response.toolCalls", "ai.result.toolCalls");
  const content: Json[] = [];
  if (reasoning !== null) content.push({ type: "reasoning", text: reasoning });
  if (text !== null) content.push({ type: "text", text });
  if (object !== undefined)
    content.push({ type: "text", text: typeof object === "string" ? object : JSON.stringify(object) });
  if (Array.isArray(calls))
    content.push(
      ...calls.map((call): Json => (isObject(call) ? { ...call, type: "tool-call" } : { tool_call: call })),
    );
  const files = facts.value("ai.response.files");
  if (Array.isArray(files))
    content.push(...files.map((file): Json => (isObject(file) ? { ...file, type: "file" } : { file })));
  const messages = content.length === 0 ? [] : messageOf({ role: "assistant", content }, "assistant");
  return messages.length === 0 ? null : messages;
}

/** What the program said of the run: call metadata in 4 to 6, the runtime context in 7. */
function context(facts: Facts): Reading {
  const said = [...facts.below("ai.telemetry.metadata."), ...facts.below("ai.settings.context.")];
  if (said.length === 0) return {};
  const metadata: JsonObject = Object.fromEntries(said.map(([key, value]) => [key, jsonOrText(value)]));
  const { tags, ...rest } = metadata;
  const prompt = isObject(metadata.langfusePrompt) ? metadata.langfusePrompt : null;
  return {
    promptName: textOrNull(prompt?.name),
    promptLabel: textOrNull(prompt?.version),
    sessionId: sessionIn(metadata),
    userId: userIn(metadata),
    tags: tagsOf(tags),
    metadata: cleanMetadata(rest),
  };
}

/** Versions 4 and 5 take the Responses API's first event, which only says that the request was taken, for the first chunk. */
const startsEarly = (facts: Facts, usage: ReportedUsage | null): boolean =>
  usage?.rule !== "ai-sdk-details" && facts.peekText("ai.model.provider")?.endsWith(".responses") === true;
