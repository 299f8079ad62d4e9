import { describe, expect, it } from "vitest";

import { bundledList } from "./bundled";
import { stemOf } from "./snapshot";

const list = bundledList();
const ask = (
  provider: string | null,
  model: string,
  { tier = null, at = "2026-11-20T12:00:00Z" }: { tier?: string | null; at?: string } = {},
) =>
  list.find(model, {
    provider,
    requestModel: model,
    responseModel: null,
    serviceTier: tier,
    startedAt: new Date(at),
    inputTokens: 1000,
  });
const named = (provider: string | null, model: string) => {
  const price = ask(provider, model);
  return price && `${price.provider}/${price.model}`;
};

describe("a beginning never crosses a version number", () => {
  it.each([
    ["anthropic", "claude-sonnet-5", "anthropic/claude-sonnet-5"],
    ["anthropic", "claude-sonnet-5-5", "anthropic/claude-sonnet-5-5"],
    ["anthropic", "claude-sonnet-5-9", null],
    ["anthropic", "claude-sonnet-50", null],
    ["anthropic", "claude-opus-4-9", null],
    ["openai", "gpt-4o-audio-preview-2-2031-01-01", null],
    ["gcp.gemini", "gemini-2.5-pro-9", null],
    ["gcp.gemini", "gemini-2.5-pro-preview-tts-9", null],
    ["deepseek", "deepseek-v4-flash-2", null],
    ["groq", "openai/gpt-oss-safeguard-20b", "groq/openai/gpt-oss-safeguard-20b"],
    ["groq", "openai/gpt-oss-20b", "groq/openai/gpt-oss-20b"],
    ["aws.bedrock", "amazon.titan-embed-text-v1", "aws/amazon.titan-embed-text-v1"],
    ["aws.bedrock", "amazon.titan-embed-text-v2:0", "aws/amazon.titan-embed-text-v2:0"],
    ["aws.bedrock", "amazon.titan-embed-text-v3:0", null],
    ["moonshot_ai", "kimi-k2.5-ultra", null],
  ])("%s %s is %s", (provider, model, expected) => expect(named(provider, model)).toBe(expected));
});

describe("a snapshot is its model where the list says so", () => {
  it.each([
    ["anthropic", "claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5"],
    ["anthropic", "claude-sonnet-4-20250514", "anthropic/claude-sonnet-4-0"],
    ["openai", "gpt-4o-2024-08-06", "openai/gpt-4o"],
    ["openai", "gpt-6-sol-20261001", "openai/gpt-6-sol"],
    ["gcp.vertex_ai", "claude-sonnet-4-5@20250929", "google/claude-sonnet-4-5"],
    ["gcp.gemini", "gemini-2.5-pro-preview-05-06", "google/gemini-2.5-pro"],
    [
      "aws.bedrock",
      "anthropic.claude-3-haiku-20240307-v1:0",
      "aws/regional.anthropic.claude-3-haiku-20240307-v1:0",
    ],
    ["openai", "chatgpt-4o-latest", "openai/chatgpt-4o-latest"],
    ["anthropic", "claude-sonnet-latest", "anthropic/claude-sonnet-latest"],
    ["gcp.vertex_ai", "claude-3-5-sonnet-v2@20241022", "google/claude-3-5-sonnet-v2"],
    ["openai", "gpt-4o-mini-2024-07-18.ft-0123abc", "openai/gpt-4o-mini-2024-07-18.ft-"],
    ["openai", "openai/ft:gpt-4o-2024-08-06:acme::x", "openai/ft:gpt-4o"],
  ])("%s %s is %s", (provider, model, expected) => expect(named(provider, model)).toBe(expected));

  it("a name without a date means its snapshots, where all of them cost the same", () => {
    expect(ask("aws.bedrock", "us.anthropic.claude-sonnet-4-5")?.units.input_mtok).toBe("3.3");
    expect(ask("aws.bedrock", "global.anthropic.claude-sonnet-4-5")?.units.input_mtok).toBe("3");
    // Its two snapshots have different prices.
    expect(named("aws.bedrock", "mistral.mistral-large")).toBeNull();
  });

  it("marks of a snapshot are dates, builds and first releases, no versions", () => {
    const bare = [
      "a-20250929",
      "a-2024-08-06",
      "a@20250929",
      "a-v1:0",
      "a-001",
      "a-0613",
      "a-preview-05-20",
      "a-latest",
    ];
    expect(bare.map(stemOf)).toEqual(bare.map(() => "a"));
    expect(stemOf("a-20241022-v2:0")).toBe("a");
    const versions = ["a-5", "a-5-5", "a.5", "a-v2", "a-v2:0", "a-20b", "a-8b", "a-3.1", "a-mini"];
    expect(versions.map(stemOf)).toEqual([
      "a-5",
      "a-5-5",
      "a.5",
      "a-v2",
      "a-v2",
      "a-20b",
      "a-8b",
      "a-3.1",
      "a-mini",
    ]);
  });
});

describe("routes in front of a model, operations behind a provider and hosts say whose price it is", () => {
  it.each([
    ["openai", "anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"],
    ["anthropic", "anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"],
    [null, "openai:gpt-4o", "openai/gpt-4o"],
    ["openai", "openai:gpt-4o", "openai/gpt-4o"],
    [null, "azure/gpt-4o", "azure/gpt-4o"],
    ["litellm", "azure/responses/gpt-5", "azure/gpt-5"],
    ["openai", "openrouter/anthropic/claude-sonnet-4.5", "openrouter/anthropic/claude-sonnet-4.5"],
    ["openrouter", "openrouter/anthropic/claude-sonnet-4.5", "openrouter/anthropic/claude-sonnet-4.5"],
    ["google", "models/gemini-2.5-flash", "google/gemini-2.5-flash"],
    [null, "google-gla:gemini-2.5-flash", "google/gemini-2.5-flash"],
    [null, "gemini/gemini-2.5-flash", "google/gemini-2.5-flash"],
    ["gateway", "vertex_ai/gemini-2.5-flash", "google/gemini-2.5-flash"],
    [
      "aws.bedrock",
      "bedrock/converse/us.anthropic.claude-haiku-4-5-20251001-v1:0",
      "aws/regional.anthropic.claude-haiku-4-5-20251001-v1:0",
    ],
    [
      "bedrock",
      "bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0",
      "aws/regional.anthropic.claude-haiku-4-5-20251001-v1:0",
    ],
    ["litellm_proxy", "litellm_proxy/openai/gpt-4o", "openai/gpt-4o"],
    ["groq", "groq/llama-3.3-70b-versatile", "groq/llama-3.3-70b-versatile"],
    ["openai", "groq/llama-3.3-70b-versatile", "groq/llama-3.3-70b-versatile"],
    [
      "openai",
      "together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo",
      "together/meta-llama/Llama-3.3-70B-Instruct-Turbo",
    ],
    ["openai", "fireworks_ai/accounts/fireworks/models/deepseek-v3p2", "fireworks/deepseek-v3p2"],
    ["api.openai.com", "gpt-4o", "openai/gpt-4o"],
    ["https://api.openai.com/v1", "gpt-4o", "openai/gpt-4o"],
    ["acme.openai.azure.com", "gpt-4o", "azure/gpt-4o"],
    ["bedrock-runtime.eu-west-1.amazonaws.com", "amazon.nova-lite-v1:0", "aws/amazon.nova-lite-v1:0"],
    ["generativelanguage.googleapis.com", "gemini-2.5-flash", "google/gemini-2.5-flash"],
    ["europe-west1-aiplatform.googleapis.com", "gemini-2.5-flash", "google/gemini-2.5-flash"],
    ["api.x.ai", "grok-4.3", "x-ai/grok-4.3"],
    ["azure.responses", "gpt-5", "azure/gpt-5"],
    ["openai.chat", "gpt-4o", "openai/gpt-4o"],
    ["anthropic.messages", "claude-haiku-4-5", "anthropic/claude-haiku-4-5"],
    ["google.generative-ai", "gemini-2.5-flash", "google/gemini-2.5-flash"],
    ["google.vertex.chat", "gemini-2.5-flash", "google/gemini-2.5-flash"],
    ["xai.chat", "grok-4.3", "x-ai/grok-4.3"],
    [
      "amazon-bedrock",
      "anthropic.claude-3-haiku-20240307-v1:0",
      "aws/regional.anthropic.claude-3-haiku-20240307-v1:0",
    ],
    [" OpenAI ", "GPT-4o", "openai/gpt-4o"],
  ])("%s %s is %s", (provider, model, expected) => expect(named(provider, model)).toBe(expected));

  it.each([
    ["ollama", "gpt-oss:20b"],
    ["openai", "ollama/llama3.2"],
    ["vllm", "openai/gpt-oss-20b"],
    ["hosted_vllm", "hosted_vllm/openai/gpt-oss-20b"],
    ["localhost:8000", "gpt-4o"],
    ["openai", "lm_studio/qwen3-8b"],
    ["azure.ai.openai", "prod-chat"],
    // Vertex AI has a price for it, the Gemini API none.
    ["google", "text-embedding-004"],
    // A host has its own price, or none: its maker's is another.
    ["deepinfra", "claude-opus-4-99"],
    ["together_ai", "gpt-4o"],
  ])("%s %s has no list price", (provider, model) => expect(named(provider, model)).toBeNull());
});

it("words that mean something to JavaScript mean nothing to a list", () => {
  for (const word of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    expect(ask(word, "gpt-4o-x")).toBeNull();
    expect(ask("openai", word)).toBeNull();
    expect(ask("openai", "gpt-4o", { tier: word })).toBeNull();
    expect(ask(`${word}/x`, `${word}/gpt-4o-x`)).toBeNull();
  }
});

describe("where the lists differ", () => {
  it("the second fills in what the first lacks of the same price, and says so", () => {
    const tuned = ask("openai", "ft:gpt-4o-2024-08-06:acme::abc");
    expect(tuned?.source).toBe("genai-prices, litellm");
    expect(tuned?.units).toMatchObject({ input_mtok: "3.75", cache_read_mtok: "1.875", output_mtok: "15" });
  });

  it("the second is asked for models that the first lacks, and says so", () => {
    expect(ask("dashscope", "qwen3-max")?.source).toBe("litellm");
  });

  it("a region that one of them has by name goes before a model that the other one means for all regions", () => {
    expect(ask("aws.bedrock", "apac.amazon.nova-lite-v1:0")?.units.input_mtok).toBe("0.063");
    expect(ask("aws.bedrock", "amazon.nova-lite-v1:0")?.units.input_mtok).toBe("0.06");
    const sonnet = "anthropic.claude-sonnet-4-5-20250929-v1:0";
    expect(ask("aws.bedrock", `us.${sonnet}`)?.units.input_mtok).toBe("3.3");
    expect(ask("aws.bedrock", `global.${sonnet}`)?.units.input_mtok).toBe("3");
    expect(ask("aws.bedrock", `us-gov.${sonnet}`)?.units.input_mtok).toBe("3.6");
    // Without a profile it is the region's own price, which LiteLLM has as the global one.
    expect(ask("aws.bedrock", sonnet)?.units.input_mtok).toBe("3.3");
  });

  it("both are wrong where a vendor's page says something else", () => {
    expect(ask("mistral_ai", "mistral-large-latest")?.units.input_mtok).toBe("0.5");
    expect(ask("mistral_ai", "mistral-large-latest", { at: "2025-11-01T00:00:00Z" })?.units.input_mtok).toBe(
      "2",
    );
    expect(ask("perplexity", "sonar")?.units.requests_kcount).toBe("5");
  });

  it("DeepSeek's discount of the nights ended in September 2025", () => {
    const input = (at: string) => ask("deepseek", "deepseek-chat", { at })?.units.input_mtok;
    expect(input("2025-08-01T20:00:00Z")).toBe("0.135");
    expect(input("2025-08-01T12:00:00Z")).toBe("0.27");
    expect(input("2025-09-05T15:59:00Z")).toBe("0.27");
    expect(input("2025-09-05T16:00:00Z")).toBe("0.56");
    expect(input("2026-03-01T20:00:00Z")).toBe("0.28");
  });

  it("peak hours hold on weekdays that are no holidays, from their first day on", () => {
    const input = (at: string) => ask("deepseek", "deepseek-v4-pro", { at })?.units.input_mtok;
    expect(input("2026-08-10T02:00:00Z")).toBe("0.435");
    expect(input("2026-11-20T02:00:00Z")).toBe("1.32");
    expect(input("2026-11-20T04:00:00Z")).toBe("0.66");
    expect(input("2026-11-21T02:00:00Z")).toBe("0.66");
    expect(input("2026-10-05T02:00:00Z")).toBe("0.66");
  });
});

it("an edge is passed by the token after it, whatever the tier", () => {
  const input = (inputTokens: number, serviceTier: string | null) =>
    list.find("gemini-2.5-pro", {
      provider: "gcp.gemini",
      requestModel: "gemini-2.5-pro",
      responseModel: null,
      serviceTier,
      startedAt: new Date("2026-11-20T12:00:00Z"),
      inputTokens,
    })?.units.input_mtok;
  expect([input(200_000, null), input(200_001, null)]).toEqual(["1.25", "2.5"]);
  expect([input(200_000, "batch"), input(200_001, "batch")]).toEqual(["0.625", "1.25"]);
  expect([input(200_000, "priority"), input(200_001, "priority")]).toEqual(["2.25", "4.5"]);
});

it("what a tier does not say of a token that has a price of its own is unknown, not the standard price", () => {
  // Before the day from which the first list knows the batch price, the second one is asked, which has none for cached input.
  const batch = ask("openai", "gpt-4o", { tier: "batch", at: "2026-10-01T00:00:00Z" });
  expect(batch).toMatchObject({
    source: "litellm",
    units: { input_mtok: "1.25", cache_read_mtok: "unknown" },
  });
});

it("a tier of a source whose standard price is another is no tier of this price", () => {
  // Of that day only LiteLLM knows flex, at half the price of today; before June 2025 o3 cost five times as much.
  expect(ask("openai", "o3", { at: "2026-07-01T00:00:00Z", tier: "flex" })?.source).toBe("litellm");
  expect(ask("openai", "o3", { at: "2025-05-01T00:00:00Z", tier: "flex" })).toBeNull();
});

describe("a region in front of a model", () => {
  it.each([
    // The list has prices of that region, or of the base regions.
    ["aws.bedrock", "bedrock/us-east-1/meta.llama3-70b-instruct-v1:0", "aws"],
    ["aws.bedrock", "bedrock/eu-west-1/meta.llama3-70b-instruct-v1:0", "aws"],
    ["aws.bedrock", "eu-north-9/meta.llama3-70b-instruct-v1:0", null],
    ["aws.bedrock", "bedrock/eu-north-9/meta.llama3-70b-instruct-v1:0", null],
    [null, "bedrock/eu-north-9/anthropic.claude-sonnet-4-5-20250929-v1:0", null],
    ["openai", "bedrock/eu-north-9/anthropic.claude-sonnet-4-5-20250929-v1:0", null],
    ["azure", "eu/gpt-4o-2024-08-06", "azure"],
    ["azure", "eu/gpt-4.1-2025-04-14-unheard-of", null],
    ["azure", "eu/chatgpt-4o-latest", null],
    [null, "vertex_ai/europe-west9/gemini-2.5-flash", null],
    ["litellm", "bedrock/ap-south-7/converse/anthropic.claude-3-haiku-20240307-v1:0", null],
  ])("of %s, %s is %s", (provider, model, expected) =>
    expect(ask(provider, model)?.provider ?? null).toBe(expected),
  );
  it("whose prices are its own has no base price", () =>
    expect(ask("aws.bedrock", "bedrock/eu-west-1/meta.llama3-70b-instruct-v1:0")?.units.input_mtok).toBe(
      "2.86",
    ));
});

describe("gateways, operations, routers' choices and default versions in a name", () => {
  it.each([
    [null, "github/gpt-4o", "openai/gpt-4o"],
    ["github", "gpt-4o", "openai/gpt-4o"],
    ["openai", "responses/gpt-4o", "openai/gpt-4o"],
    [null, "responses/gpt-4o", "openai/gpt-4o"],
    ["azure", "responses/gpt-4o", "azure/gpt-4o"],
    [null, "anthropic.messages/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"],
    ["ai_gateway", "claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"],
    ["ai_gateway", "anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"],
    ["openrouter", "openai/gpt-4o:nitro", "openrouter/openai/gpt-4o"],
    [null, "openai/gpt-4o:nitro", "openai/gpt-4o"],
    ["gcp.vertex_ai", "gemini-2.5-flash@default", "google/gemini-2.5-flash"],
    ["openrouter", "openai/gpt-4o:online", null],
  ])("of %s, %s is %s", (provider, model, expected) => expect(named(provider, model)).toBe(expected));
});
