import type { Json } from "@/lib/model/json";

import { isHost, providerOfHost } from "./hosts";

/** Spellings of providers -> OpenTelemetry's `gen_ai.provider.name`. */
const CANONICAL: Record<string, string> = {
  "google.vertex": "gcp.vertex_ai",
  vertex_ai: "gcp.vertex_ai",
  vertexai: "gcp.vertex_ai",
  vertex: "gcp.vertex_ai",
  google_vertexai: "gcp.vertex_ai",
  gemini: "gcp.gemini",
  "google.generative-ai": "gcp.gemini",
  google_genai: "gcp.gemini",
  "google-genai": "gcp.gemini",
  google: "gcp.gemini",
  googleai: "gcp.gemini",
  "az.ai.openai": "azure.ai.openai",
  azure: "azure.ai.openai",
  azure_openai: "azure.ai.openai",
  "azure-openai": "azure.ai.openai",
  "az.ai.inference": "azure.ai.inference",
  xai: "x_ai",
  mistralai: "mistral_ai",
  mistral: "mistral_ai",
  ibm: "ibm.watsonx.ai",
  watsonx: "ibm.watsonx.ai",
  aws: "aws.bedrock",
  bedrock: "aws.bedrock",
  "amazon-bedrock": "aws.bedrock",
  amazon_bedrock: "aws.bedrock",
  bedrock_converse: "aws.bedrock",
  moonshot: "moonshot_ai",
  together: "together_ai",
  togetherai: "together_ai",
};

/** Few words repeat in every span; bounded, because they come from outside. */
const known = new Map<string, string | null>();
const MAX_KNOWN = 1000;

/** Words in the provider's place that name a framework. */
const NOT_PROVIDERS = new Set([
  "langchain",
  "langgraph",
  "llamaindex",
  "llama_index",
  "crewai",
  "strands-agents",
  "spring_ai",
  "gcp.vertex.agent",
  "pydantic-ai",
  "autogen",
  "haystack",
  "unknown",
  "_other",
  "",
]);

/**
 * Canonical provider. The AI SDK says `<provider>.<api>` (`openai.chat`, `google.vertex.anthropic.messages`): the longest
 * known beginning wins, else the word before the first dot unless the whole is a canonical name.
 */
export function canonicalProvider(word: string | null): string | null {
  if (word === null) return null;
  let provider = known.get(word);
  if (provider === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(word, (provider = canonical(word)));
  }
  return provider;
}

/**
 * Do the counts of this provider's own API leave cached tokens out of the input? Null: neither the provider nor a model
 * tells whose API it was.
 */
export function excludesCache(provider: Json | undefined, models: (Json | undefined)[]): boolean | null {
  const name = typeof provider === "string" ? canonicalProvider(provider) : null;
  const model = models.find((word) => typeof word === "string");
  if (/claude|anthropic/i.test(`${name ?? ""} ${typeof model === "string" ? model : ""}`)) return true;
  if (name === "aws.bedrock") return true;
  if (name !== null) return false;
  return typeof model === "string" && /gpt|^o\d|gemini|grok|deepseek|mistral|llama/i.test(model)
    ? false
    : null;
}

function canonical(word: string): string | null {
  const key = word.trim().toLowerCase();
  if (NOT_PROVIDERS.has(key)) return null;
  if (Object.hasOwn(CANONICAL, key)) return CANONICAL[key] ?? null;
  if (/^(?:gcp|aws|azure|ibm)\.[a-z_.]+$/.test(key)) return key;
  const words = key.split(".");
  // A host of one's own says nothing of who answers behind it; `vendor.ai` is a vendor.
  if (isHost(key))
    return providerOfHost(key) ?? (words.length === 2 && !key.includes("/") ? (words[0] ?? null) : null);
  for (let length = words.length - 1; length > 0; length--) {
    const beginning = words.slice(0, length).join(".");
    if (Object.hasOwn(CANONICAL, beginning)) return CANONICAL[beginning] ?? null;
  }
  return words[0] || null;
}
