/**
 * Under which names the price list may know a model. Clients say what they were configured with: an inference profile, a
 * path of an API, a proxy's route; none of these is a key of a price list.
 */

/** Ours (OpenTelemetry's gen_ai.provider.name, and proxies' words) -> the price list's. Others are the same word. */
const PROVIDERS: Record<string, string> = {
  "aws.bedrock": "aws",
  bedrock: "aws",
  "azure.ai.openai": "azure",
  "azure.ai.inference": "azure",
  azure_ai: "azure",
  "gcp.gemini": "google",
  "gcp.vertex_ai": "google",
  "gcp.gen_ai": "google",
  gemini: "google",
  vertex_ai: "google",
  x_ai: "x-ai",
  xai: "x-ai",
  mistral_ai: "mistral",
  mistralai: "mistral",
  moonshot_ai: "moonshotai",
  moonshot: "moonshotai",
  together_ai: "together",
  fireworks_ai: "fireworks",
  cohere_chat: "cohere",
  voyage: "voyageai",
};

/** Whose models run on one's own machines: what a hosted copy of the same weights costs elsewhere says nothing. */
const SELF_HOSTED = new Set([
  "ollama",
  "ollama_chat",
  "vllm",
  "hosted_vllm",
  "llamacpp",
  "llama_cpp",
  "lmstudio",
  "lm_studio",
  "localai",
  "sglang",
  "tgi",
  "triton",
  "local",
]);

/** Gateways and clients that stand in for whoever really answers: the model's name has to say. */
const PROXIES = new Set(["openai", "litellm", "litellm_proxy", "portkey", "helicone", "vercel", "gateway"]);

/** `us.anthropic.claude-…`, `amazon.nova-…`: ids that only Amazon Bedrock gives out, whatever client library reports them. */
const BEDROCK_ID =
  /^(?:(?:us|eu|apac|au|ca|jp|sa|global|us-gov)\.)?(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen|writer|stability)\.[a-z]/;

/** "deepseek-r1:7b", "llama3.2:latest": tags of a local runner behind an OpenAI-compatible address. */
const LOCAL_TAG = /^[a-z0-9._-]+:(?:latest|\d+(?:\.\d+)?[bm])(?:-|$)/i;

/** What the list of a vendor calls its own and its matcher does not know. */
const OPENAI_ID = /^(?:text-embedding-|chatgpt-|ft:gpt-|ft:o\d|davinci-|babbage-|tts-)/;

/** A name to ask the price list for; without a provider it is asked whose model that is. */
export interface ListName {
  provider: string | null;
  model: string;
}

/**
 * In the order in which they are tried; empty when no list can know.
 * Nothing is guessed from a part of a name: an Azure deployment called "prod-chat" has no price until the response names a
 * model or somebody sets one.
 */
export function listNames(provider: string | null, model: string): ListName[] {
  const word = provider?.toLowerCase() ?? null;
  if (word !== null && SELF_HOSTED.has(word)) return [];
  const listed = word === null ? null : (PROVIDERS[word] ?? word);
  const names: ListName[] = [];
  const add = (of: string | null, name: string) => {
    if (name !== "" && !names.some((known) => known.provider === of && known.model === name))
      names.push({ provider: of, model: name });
  };
  const plain = withoutPath(model);
  if (LOCAL_TAG.test(plain) && (listed === null || PROXIES.has(listed))) return [];
  if (BEDROCK_ID.test(plain)) add("aws", plain);
  if (listed !== null) {
    add(listed, model);
    add(listed, plain);
  }
  // "openai/gpt-4o", "bedrock/us.anthropic.…", "openrouter/anthropic/claude-…": a route through a proxy.
  if (listed === null || PROXIES.has(listed)) {
    for (let rest = plain, slash = rest.indexOf("/"); slash > 0; slash = rest.indexOf("/")) {
      const route = rest.slice(0, slash).toLowerCase();
      rest = rest.slice(slash + 1);
      if (SELF_HOSTED.has(route)) return names;
      add(PROVIDERS[route] ?? route, rest);
    }
  }
  if (OPENAI_ID.test(plain)) add("openai", plain);
  // A provider whose own list lacks the model resells it, or is a proxy under another name: its maker's price.
  add(null, plain);
  return names;
}

/** "models/gemini-2.5-pro", "projects/…/publishers/google/models/gemini-…", "arn:aws:bedrock:…/us.anthropic.…" -> the name at their end. */
function withoutPath(model: string): string {
  const name = model.trim();
  if (name.startsWith("arn:")) return name.slice(name.lastIndexOf("/") + 1);
  const path = /^(?:.*\/)?(?:models|deployments|endpoints)\/(.+)$/.exec(name);
  return path && !name.startsWith("accounts/") ? (path[1] as string) : name;
}
