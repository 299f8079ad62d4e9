import fc from "fast-check";
import { expect, it } from "vitest";

import type { Json } from "@/lib/model/json";
import { SPAN_KINDS } from "@/lib/model/kind";
import { cpuClock } from "@/lib/time/cpu-clock.testing";

import { event, modelSpan } from "./span.testing";
import { toModelSpan } from "./index";
import { otlpSpan } from "./span.testing";

/** Keys that dialects read, so that what stands behind them is interpreted. */
const KEYS = [
  "gen_ai.operation.name",
  "gen_ai.provider.name",
  "gen_ai.request.model",
  "gen_ai.response.finish_reasons",
  "gen_ai.usage.input_tokens",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "gen_ai.tool.definitions",
  "gen_ai.retrieval.documents",
  "gen_ai.prompt.0.content",
  "gen_ai.prompt.1.role",
  "gen_ai.completion.0.tool_calls.0.name",
  "openinference.span.kind",
  "input.value",
  "output.value",
  "input.mime_type",
  "llm.input_messages.0.message.role",
  "llm.input_messages.0.message.content",
  "llm.input_messages.0.message.contents.0.message_content.type",
  "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
  "llm.invocation_parameters",
  "llm.tools.0.tool.json_schema",
  "llm.token_count.prompt",
  "retrieval.documents.0.document.score",
  "retrieval.documents.0.document.metadata",
  "reranker.output_documents.0.document.content",
  "annotations.0.annotator_kind",
  "ai.operationId",
  "ai.prompt",
  "ai.prompt.messages",
  "ai.prompt.tools",
  "ai.response.toolCalls",
  "ai.response.finishReason",
  "ai.response.providerMetadata",
  "ai.telemetry.metadata.tags",
  "traceloop.span.kind",
  "traceloop.entity.input",
  "langfuse.observation.type",
  "langfuse.observation.input",
  "langfuse.observation.usage_details",
  "langfuse.observation.cost_details",
  "langfuse.observation.completion_start_time",
  "langfuse.trace.tags",
  "langfuse.observation.level",
  "langsmith.span.kind",
  "langsmith.metadata",
  "langsmith.usage_metadata",
  "gen_ai.prompt",
  "gen_ai.completion",
  "mlflow.spanType",
  "mlflow.spanInputs",
  "mlflow.spanOutputs",
  "mlflow.chat.tokenUsage",
  "lmnr.span.type",
  "lmnr.span.input",
  "logfire.json_schema",
  "logfire.level_num",
  "all_messages_events",
  "recount.feature",
  "recount.decision.reasons",
  "recount.first_token_at",
  "user.id",
  "session.id",
  "tags",
  "metadata",
  "error.type",
  "exception.message",
  "llm.request.type",
  "gen_ai.span.kind",
  "genkit:type",
  "genkit:metadata:subtype",
  "genkit:output",
  "spring.ai.kind",
  "haystack.component.type",
  "haystack.component.output",
  "gcp.vertex.agent.llm_request",
  "gcp.vertex.agent.llm_response",
  "all_messages_events",
  "events",
  "request_data",
  "response_data",
] as const;

/** Words that every object knows, in the cases in which dialects look words up. */
const INHERITED = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "CONSTRUCTOR"];
const text = fc.oneof(
  fc.constantFrom(...INHERITED, "LLM", "chat", "assistant", "stop", "[", "{", '"', "NaN", "-1", "1e400", ""),
  fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)),
  fc
    .constantFrom(...INHERITED)
    .map((word) => `[{"role":"${word}","type":"${word}","content":[{"type":"${word}"}]}]`),
  fc
    .constantFrom(...INHERITED)
    .map(
      (word) =>
        `{"messages":[{"role":"${word}"}],"lc":1,"type":"${word}","id":["${word}"],"kwargs":{"${word}":1}}`,
    ),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const value = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.double().filter(Number.isFinite),
  fc.boolean(),
  fc.array(text, { maxLength: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
) as fc.Arbitrary<Json>;
const attributes = fc.dictionary(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...KEYS) }, fc.constantFrom(...INHERITED), fc.string()),
  value,
  { maxKeys: 8 },
);

const TEXTS = [
  "name",
  "service",
  "environment",
  "release",
  "version",
  "feature",
  "functionName",
  "traceName",
  "userId",
  "sessionId",
  "provider",
  "requestModel",
  "responseModel",
  "responseId",
  "finishReason",
  "toolName",
  "toolCallId",
  "promptName",
  "promptLabel",
  "system",
  "reportedCostUsd",
  "usageRule",
] as const;

it("whatever a span's attributes say, it becomes a span whose words are of ours and whose texts are texts", () => {
  fc.assert(
    fc.property(
      attributes,
      attributes,
      fc.constantFrom(
        "gen_ai.choice",
        "gen_ai.user.message",
        "exception",
        "gen_ai.content.prompt",
        "constructor",
      ),
      attributes,
      fc.constantFrom("", "@openlit/x", "@opentelemetry/instrumentation-openai", "ai", "langfuse-sdk"),
      (said, inEvent, name, resource, scope) => {
        const made = toModelSpan(
          otlpSpan(said, { events: [event(name, inEvent)] }),
          { attributes: new Map(Object.entries(resource)) },
          { name: scope, version: "", attributes: new Map() },
        );
        if (made === "pending") return;
        if (!("traceId" in made)) throw new Error(`refused: ${JSON.stringify(made)}`);
        expect(SPAN_KINDS).toContain(made.kind);
        for (const key of TEXTS) expect([key, typeof (made[key] ?? "")]).toEqual([key, "string"]);
        for (const tag of made.tags) expect(tag).toBeTypeOf("string");
        for (const message of [...(made.input ?? []), ...(made.output ?? [])])
          expect(message.role).toBeTypeOf("string");
        for (const score of made.scores)
          expect(["user", "reviewer", "code", "model"]).toContain(score.source);
        for (const count of Object.values(made.tokens ?? {})) expect(typeof (count ?? 0)).toBe("number");
        expect(() => JSON.stringify({ ...made, startedAtNs: "", durationNs: "", ttftNs: "" })).not.toThrow();
      },
    ),
    { numRuns: 3000 },
  );
}, 60_000);

it("takes time in proportion to what a span says, however it is said", () => {
  const LONG = 200_000;
  const texts = {
    dots: "a.".repeat(LONG),
    "dashes and dots": "1.2-".repeat(LONG),
    at: "a@".repeat(LONG),
    digits: "1".repeat(LONG),
    "hex digits": "abcdef".repeat(LONG),
    dates: "2026-01-01 ".repeat(LONG / 10),
    "open brackets": "[".repeat(LONG),
    quotes: '"'.repeat(LONG),
    backslashes: "\\".repeat(LONG),
    spaces: " ".repeat(LONG),
    commas: `[${"1,".repeat(LONG)}1]`,
    colons: "a: ".repeat(LONG),
    newlines: "\n".repeat(LONG),
  };
  for (const [name, long] of Object.entries(texts))
    for (const keys of [
      ["gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.operation.name"],
      ["llm.input_messages.0.message.content", "input.value", "openinference.span.kind", "exception.message"],
      ["ai.prompt", "ai.prompt.messages", "ai.response.text", "ai.operationId"],
      ["langfuse.observation.input", "langfuse.observation.usage_details", "mlflow.spanInputs", "error.type"],
    ]) {
      const spentMs = cpuClock();
      modelSpan(Object.fromEntries(keys.map((key) => [key, long])), {
        span: { statusCode: 2, statusMessage: long, name: long },
      });
      expect([name, keys[0], spentMs() < 3000]).toEqual([name, keys[0], true]);
    }
}, 60_000);
