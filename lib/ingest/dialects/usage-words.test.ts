import { describe, expect, it } from "vitest";

import { modelSpan } from "./span.testing";
import type { ReportedUsage } from "./reported-usage";
import { usageFamilyOf } from "./usage-keys";
import { usageOfObject } from "./usage-attributes";
import { meaningOf } from "./usage-words";
import type { UsageField } from "./usage-words";

/** Attribute, what it counts, and who writes it. */
const ATTRIBUTES: readonly (readonly [key: string, field: UsageField, source: string])[] = [
  ["gen_ai.usage.input_tokens", "input", "GenAI conventions"],
  ["gen_ai.usage.prompt_tokens", "input", "GenAI conventions before 1.27, vLLM, SGLang, OpenLLMetry"],
  ["gen_ai.response.prompt_tokens", "input", "OpenLIT's first"],
  ["llm.usage.prompt_tokens", "input", "OpenLLMetry's first"],
  ["llm.token_count.prompt", "input", "OpenInference"],
  ["ai.usage.inputTokens", "input", "AI SDK 5 and later"],
  ["ai.usage.promptTokens", "input", "AI SDK 4"],
  ["input_tokens", "input", "Claude Code"],
  ["usage.prompt_tokens", "input", "programs that flatten the provider's usage"],

  ["gen_ai.usage.cache_read.input_tokens", "cacheRead", "GenAI conventions"],
  ["gen_ai.usage.cache_read_input_tokens", "cacheRead", "OpenLLMetry, Strands: Anthropic's name"],
  ["gen_ai.usage.cached_tokens", "cacheRead", "SGLang, Logfire for JavaScript, rig"],
  ["gen_ai.usage.cache_read_tokens", "cacheRead", "OpenClaw"],
  ["gen_ai.usage.cached_input_tokens", "cacheRead", "AI SDK's word in GenAI's place"],
  ["gen_ai.usage.input_cached_tokens", "cacheRead", "LiveKit Agents"],
  ["gen_ai.usage.input_tokens.cached", "cacheRead", "Sentry"],
  ["gen_ai.usage.prompt_tokens_details.cached_tokens", "cacheRead", "OpenAI's chat usage, flattened"],
  ["gen_ai.usage.input_tokens_details.cached_tokens", "cacheRead", "OpenAI's Responses usage, flattened"],
  ["gen_ai.usage.cached_content_token_count", "cacheRead", "Gemini's name"],
  ["gen_ai.usage.prompt_cache_hit_tokens", "cacheRead", "DeepSeek's name"],
  ["gen_ai.usage.details.cache_read_tokens", "cacheRead", "Pydantic AI"],
  ["gen_ai.usage.details.cache_read_input_tokens", "cacheRead", "Pydantic AI, of Anthropic"],
  ["gen_ai.usage.details.cached_tokens", "cacheRead", "Pydantic AI, of OpenAI"],
  ["llm.usage.cache_read_input_tokens", "cacheRead", "OpenLLMetry's first"],
  ["llm.token_count.prompt_details.cache_read", "cacheRead", "OpenInference"],
  ["llm.token_count.prompt_details.cache_input", "cacheRead", "OpenInference"],
  ["llm.token_count.prompt_cache_hit", "cacheRead", "agents that extend OpenInference"],
  ["ai.usage.cachedInputTokens", "cacheRead", "AI SDK 5"],
  ["ai.usage.inputTokenDetails.cacheReadTokens", "cacheRead", "AI SDK 6"],
  ["cache_read_tokens", "cacheRead", "Claude Code"],
  ["cached_token_count", "cacheRead", "Codex"],

  ["gen_ai.usage.cache_creation.input_tokens", "cacheWrite", "GenAI conventions 1.41"],
  ["gen_ai.usage.cache_write.input_tokens", "cacheWrite", "GenAI conventions, the newest name"],
  ["gen_ai.usage.cache_creation_input_tokens", "cacheWrite", "OpenLLMetry: Anthropic's name"],
  ["gen_ai.usage.cache_write_input_tokens", "cacheWrite", "Strands: Bedrock's name"],
  ["gen_ai.usage.cache_write_tokens", "cacheWrite", "OpenClaw"],
  ["gen_ai.usage.cache_creation_tokens", "cacheWrite", "coding agents' exporters"],
  ["gen_ai.usage.input_tokens.cache_write", "cacheWrite", "Sentry"],
  ["gen_ai.usage.details.cache_write_tokens", "cacheWrite", "Pydantic AI"],
  ["llm.token_count.prompt_details.cache_write", "cacheWrite", "OpenInference"],
  ["ai.usage.inputTokenDetails.cacheWriteTokens", "cacheWrite", "AI SDK 6"],
  ["cache_creation_tokens", "cacheWrite", "Claude Code"],
  ["gen_ai.usage.cache_creation_1h_tokens", "cacheWrite1h", "coding agents' exporters"],
  ["anthropic.usage.cache_creation.ephemeral_1h_input_tokens", "cacheWrite1h", "Anthropic's own SDK"],
  ["anthropic.usage.cache_creation.ephemeral_5m_input_tokens", "cacheWrite5m", "Anthropic's own SDK"],

  ["gen_ai.usage.cache_miss_input_tokens", "uncached", "agents' exporters"],
  ["ai.usage.inputTokenDetails.noCacheTokens", "uncached", "AI SDK 6"],
  ["usage.non_cached_input_tokens", "uncached", "Codex"],

  ["gen_ai.usage.output_tokens", "output", "GenAI conventions"],
  ["gen_ai.usage.completion_tokens", "output", "GenAI conventions before 1.27"],
  ["gen_ai.response.completion_tokens", "output", "OpenLIT's first"],
  ["llm.usage.completion_tokens", "output", "OpenLLMetry's first"],
  ["llm.token_count.completion", "output", "OpenInference"],
  ["ai.usage.outputTokens", "output", "AI SDK 5"],
  ["ai.usage.completionTokens", "output", "AI SDK 4"],

  ["gen_ai.usage.reasoning.output_tokens", "reasoning", "GenAI conventions"],
  ["gen_ai.usage.reasoning_tokens", "reasoning", "OpenLLMetry, OpenLIT, LiveKit Agents"],
  ["gen_ai.usage.output_tokens.reasoning", "reasoning", "Sentry"],
  ["gen_ai.usage.reasoning_output_tokens", "reasoning", "coding agents' exporters"],
  ["gen_ai.usage.output_reasoning_tokens", "reasoning", "coding agents' exporters"],
  ["gen_ai.usage.experimental.reasoning_tokens", "reasoning", "google-adk"],
  ["gen_ai.usage.thinking_tokens", "reasoning", "Gemini CLI's word"],
  ["gen_ai.usage.thoughts_token_count", "reasoning", "Gemini's name"],
  ["gen_ai.usage.completion_tokens_details.reasoning_tokens", "reasoning", "OpenAI's chat usage, flattened"],
  ["gen_ai.usage.output_tokens_details.reasoning_tokens", "reasoning", "OpenAI's Responses usage, flattened"],
  ["gen_ai.usage.details.reasoning_tokens", "reasoning", "Pydantic AI"],
  ["codex.usage.reasoning_output_tokens", "reasoning", "Codex"],
  ["llm.token_count.completion_details.reasoning", "reasoning", "OpenInference"],
  ["llm.token_count.reasoning", "reasoning", "agents that extend OpenInference"],
  ["ai.usage.reasoningTokens", "reasoning", "AI SDK 5"],
  ["ai.usage.outputTokenDetails.reasoningTokens", "reasoning", "AI SDK 6"],

  ["gen_ai.usage.audio.input_tokens", "inputAudio", "GenAI conventions"],
  ["gen_ai.usage.input_audio_tokens", "inputAudio", "LiveKit Agents"],
  ["gen_ai.usage.details.input_audio_tokens", "inputAudio", "Pydantic AI"],
  ["llm.token_count.prompt_details.audio", "inputAudio", "OpenInference"],
  ["gen_ai.usage.image.input_tokens", "inputImage", "GenAI conventions"],
  ["gen_ai.usage.video.input_tokens", "inputVideo", "GenAI conventions"],
  ["gen_ai.usage.text.input_tokens", "inputText", "GenAI conventions"],
  ["gen_ai.usage.audio.output_tokens", "outputAudio", "GenAI conventions"],
  ["gen_ai.usage.output_audio_tokens", "outputAudio", "LiveKit Agents"],
  ["llm.token_count.completion_details.audio", "outputAudio", "OpenInference"],
  ["gen_ai.usage.image.output_tokens", "outputImage", "GenAI conventions"],
  ["gen_ai.usage.text.output_tokens", "outputText", "GenAI conventions"],
  ["gen_ai.usage.audio.cache_read.input_tokens", "cacheReadAudio", "GenAI conventions"],
  ["gen_ai.usage.cache_read.audio.input_tokens", "cacheReadAudio", "the same words in the other order"],
  ["gen_ai.usage.details.cache_audio_read_tokens", "cacheReadAudio", "Pydantic AI"],
  ["gen_ai.usage.image.cache_read.input_tokens", "cacheReadImage", "GenAI conventions"],
  ["gen_ai.usage.text.cache_read.input_tokens", "cacheReadText", "GenAI conventions"],

  ["gen_ai.usage.total_tokens", "total", "OpenLLMetry, OpenLIT, LiteLLM"],
  ["llm.usage.total_tokens", "total", "OpenLLMetry's first"],
  ["llm.token_count.total", "total", "OpenInference"],
  ["ai.usage.totalTokens", "total", "AI SDK"],
];

const BASE: { [family: string]: { [key: string]: number | string } } = {
  gen_ai: { "gen_ai.operation.name": "chat" },
  openinference: { "openinference.span.kind": "LLM" },
  llm: { "llm.request.type": "chat" },
  ai: { "ai.operationId": "ai.generateText.doGenerate" },
  bare: {},
};

describe("what an attribute counts", () => {
  it.each(ATTRIBUTES)("%s is %s (%s)", (key, field) => {
    const family = usageFamilyOf(key);
    expect(family).not.toBeNull();
    const base = BASE[family as string] ?? {};
    const [input, output] =
      family === "gen_ai"
        ? ["gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"]
        : family === "openinference"
          ? ["llm.token_count.prompt", "llm.token_count.completion"]
          : family === "llm"
            ? ["llm.usage.prompt_tokens", "llm.usage.completion_tokens"]
            : family === "ai"
              ? ["ai.usage.inputTokens", "ai.usage.outputTokens"]
              : ["input_tokens", "output_tokens"];
    const isWhole = field === "input" || field === "output";
    const span = modelSpan({ ...base, ...(isWhole ? {} : { [input]: 1000, [output]: 1000 }), [key]: 100 });
    // Text has no bucket of its own, and stays to be seen.
    expect(span.attributes[key]).toBe(/Text$/.test(field) ? 100 : undefined);
    const seen: Partial<Record<UsageField, number | null | undefined>> = {
      input: span.tokens?.inputUncached,
      cacheRead: span.tokens?.cacheRead,
      cacheWrite: span.tokens?.cacheWrite,
      cacheWrite1h: span.tokens?.cacheWrite1h,
      cacheWrite5m: span.tokens?.cacheWrite,
      output: span.tokens?.outputText,
      reasoning: span.tokens?.reasoning,
      inputAudio: span.tokens?.inputAudio,
      inputImage: span.tokens?.inputImage,
      inputVideo: span.tokens?.inputVideo,
      outputAudio: span.tokens?.outputAudio,
      outputImage: span.tokens?.outputImage,
    };
    if (field in seen) expect(seen[field]).toBe(100);
  });

  it.each([
    ["gen_ai.usage.cost", "an amount of money"],
    ["gen_ai.usage.input_cost", "an amount of money"],
    ["gen_ai.usage.reasoning_tokens_limit", "a limit"],
    ["gen_ai.usage.server_tool_use.web_search_requests", "requests"],
    ["gen_ai.usage.accepted_prediction_tokens", "tokens that are counted elsewhere"],
    ["gen_ai.usage.details.input_tokens", "the provider's own, which leave the cache out"],
    ["gen_ai.usage.details.audio_tokens", "nobody says which way"],
    ["gen_ai.request.max_tokens", "a parameter"],
    ["max_tokens", "a parameter"],
    ["llm.cost.prompt", "an amount of money"],
    ["input", "no count by its name"],
    ["gen_ai.response.output", "no count by its name"],
  ])("%s counts no tokens: %s", (key) => expect(usageFamilyOf(key)).toBeNull());
});

describe("what a usage object counts", () => {
  it.each<[source: string, usage: object, counts: ReportedUsage]>([
    [
      "OpenAI, chat",
      {
        prompt_tokens: 10,
        completion_tokens: 9,
        total_tokens: 19,
        prompt_tokens_details: { cached_tokens: 4, audio_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 3, audio_tokens: 1, accepted_prediction_tokens: 5 },
      },
      { input: 10, output: 9, total: 19, cacheRead: 4, inputAudio: 2, reasoning: 3, outputAudio: 1 },
    ],
    [
      "OpenAI, realtime",
      {
        input_tokens: 200,
        output_tokens: 50,
        total_tokens: 250,
        input_token_details: {
          text_tokens: 80,
          audio_tokens: 120,
          image_tokens: 0,
          cached_tokens: 100,
          cached_tokens_details: { text_tokens: 40, audio_tokens: 60 },
        },
        output_token_details: { text_tokens: 30, audio_tokens: 20 },
      },
      {
        input: 200,
        output: 50,
        total: 250,
        inputText: 80,
        inputAudio: 120,
        inputImage: 0,
        cacheRead: 100,
        cacheReadText: 40,
        cacheReadAudio: 60,
        outputText: 30,
        outputAudio: 20,
      },
    ],
    [
      "Anthropic",
      {
        input_tokens: 2,
        cache_read_input_tokens: 80,
        cache_creation_input_tokens: 7,
        cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 4 },
        output_tokens: 5,
        server_tool_use: { web_search_requests: 1 },
        service_tier: "standard",
      },
      { input: 2, cacheRead: 80, cacheWrite: 7, cacheWrite5m: 3, cacheWrite1h: 4, output: 5 },
    ],
    [
      "Bedrock, Converse",
      {
        inputTokens: 5,
        outputTokens: 1,
        totalTokens: 10,
        cacheReadInputTokens: 3,
        cacheWriteInputTokens: 1,
        cacheDetails: [{ ttl: "1h", inputTokens: 1 }],
      },
      { input: 5, output: 1, total: 10, cacheRead: 3, cacheWrite: 1, cacheWrite1h: 1 },
    ],
    [
      "Amazon Nova",
      { inputTokens: 5, outputTokens: 1, cacheReadInputTokenCount: 3, cacheWriteInputTokenCount: 0 },
      { input: 5, output: 1, cacheRead: 3, cacheWrite: 0 },
    ],
    [
      "Gemini",
      {
        promptTokenCount: 50,
        candidatesTokenCount: 1290,
        thoughtsTokenCount: 7,
        cachedContentTokenCount: 20,
        totalTokenCount: 1347,
        promptTokensDetails: [
          { modality: "TEXT", tokenCount: 30 },
          { modality: "AUDIO", tokenCount: 20 },
        ],
        cacheTokensDetails: [{ modality: "AUDIO", tokenCount: 12 }],
        candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1290 }],
      },
      {
        input: 50,
        output: 1290,
        reasoning: 7,
        cacheRead: 20,
        total: 1347,
        inputText: 30,
        inputAudio: 20,
        cacheReadAudio: 12,
        outputImage: 1290,
      },
    ],
    [
      "Gemini, as Python writes it",
      {
        prompt_token_count: 50,
        candidates_token_count: 9,
        prompt_tokens_details: [{ modality: "MediaModality.VIDEO", token_count: 40 }],
      },
      { input: 50, output: 9, inputVideo: 40 },
    ],
    [
      "DeepSeek",
      { prompt_tokens: 10, prompt_cache_hit_tokens: 8, prompt_cache_miss_tokens: 2, completion_tokens: 1 },
      { input: 10, cacheRead: 8, uncached: 2, output: 1 },
    ],
    [
      "LangChain, on a tier",
      {
        input_tokens: 10,
        output_tokens: 5,
        total_tokens: 15,
        input_token_details: {
          priority_cache_read: 4,
          cache_creation: 1,
          ephemeral_1hr_input_tokens: 1,
          audio: 2,
        },
        output_token_details: { flex_reasoning: 3 },
      },
      {
        input: 10,
        output: 5,
        total: 15,
        cacheRead: 4,
        cacheWrite: 1,
        cacheWrite1h: 1,
        inputAudio: 2,
        reasoning: 3,
      },
    ],
    [
      "Langfuse, its own keys",
      { input: 1, output: 2, cache_read: 3, cache_write: 4, reasoning: 5 },
      { input: 1, output: 2, cacheRead: 3, cacheWrite: 4, reasoning: 5 },
    ],
    [
      "Langfuse, of OpenAI",
      { input: 1, input_cached: 3, output_reasoning: 2 },
      { input: 1, cacheRead: 3, reasoning: 2 },
    ],
    [
      "Langfuse, of Pydantic AI",
      { input: 1, input_cache_read_tokens: 3, input_cache_creation_5m: 2 },
      { input: 1, cacheRead: 3, cacheWrite5m: 2 },
    ],
    [
      "AI SDK 6",
      {
        inputTokens: 10,
        inputTokenDetails: { noCacheTokens: 6, cacheReadTokens: 4 },
        outputTokenDetails: { reasoningTokens: 1 },
      },
      { input: 10, uncached: 6, cacheRead: 4, reasoning: 1 },
    ],
    [
      "Genkit",
      { inputTokens: 10, outputTokens: 5, cachedContentTokens: 4, thoughtsTokens: 2, inputCharacters: 99 },
      { input: 10, output: 5, cacheRead: 4, reasoning: 2 },
    ],
  ])("%s", (_, usage, counts) => expect(usageOfObject(usage as never)).toEqual(counts));
});

describe("words of a count", () => {
  it("may come in any order and any case", () => {
    for (const name of [
      "cacheReadInputTokens",
      "cache_read.input_tokens",
      "input-cache-read",
      "Cached Input Tokens",
    ])
      expect(meaningOf(name)).toBe("cacheRead");
  });
  it("are all of them words of counts, or it is none", () => {
    for (const name of [
      "cached_results",
      "constructor",
      "__proto__",
      "tokens",
      "read_tokens",
      "input_output_tokens",
      "",
    ])
      expect(meaningOf(name)).toBeNull();
  });
});
