/** Spellings of providers -> OpenTelemetry's `gen_ai.provider.name`. */
const CANONICAL: Record<string, string> = {
  "google.vertex": "gcp.vertex_ai", vertex_ai: "gcp.vertex_ai", vertexai: "gcp.vertex_ai", vertex: "gcp.vertex_ai", google_vertexai: "gcp.vertex_ai",
  gemini: "gcp.gemini", "google.generative-ai": "gcp.gemini", google_genai: "gcp.gemini", "google-genai": "gcp.gemini", google: "gcp.gemini",
  "az.ai.openai": "azure.ai.openai", azure: "azure.ai.openai", azure_openai: "azure.ai.openai", "azure-openai": "azure.ai.openai",
  "az.ai.inference": "azure.ai.inference",
  xai: "x_ai", mistralai: "mistral_ai", mistral: "mistral_ai", ibm: "ibm.watsonx.ai", watsonx: "ibm.watsonx.ai",
  aws: "aws.bedrock", bedrock: "aws.bedrock", "amazon-bedrock": "aws.bedrock", amazon_bedrock: "aws.bedrock", bedrock_converse: "aws.bedrock",
  moonshot: "moonshot_ai", together: "together_ai", togetherai: "together_ai",
};

/** Words in the provider's place that name a framework. */
const NOT_PROVIDERS = new Set(["langchain", "langgraph", "llamaindex", "unknown", "_other", ""]);

/**
 * Canonical provider. The AI SDK says `<provider>.<api>` (`openai.chat`, `google.vertex.anthropic.messages`): the longest
 * known beginning wins, else the word before the first dot unless the whole is a canonical name.
 */
export function canonicalProvider(word: string | null | undefined): string | null {
  const key = (word ?? "").trim().toLowerCase();
  if (NOT_PROVIDERS.has(key)) return null;
  if (CANONICAL[key]) return CANONICAL[key];
  if (/^(?:gcp|aws|azure|ibm)\./.test(key)) return key;
  const words = key.split(".");
  for (let length = words.length - 1; length > 0; length--) {
    const known = CANONICAL[words.slice(0, length).join(".")];
    if (known) return known;
  }
  return words[0] || null;
}
