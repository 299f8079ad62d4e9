/**
 * Whose prices a call's provider means. Clients write OpenTelemetry's word, a library's, a proxy's route or the host that they
 * send to; price lists have one word each.
 */

/** OpenTelemetry's gen_ai.provider.name, words of client libraries and routes of proxies -> the lists'. Others are the same word. */
const WORDS = new Map(
  Object.entries({
    "aws.bedrock": "aws",
    aws_bedrock: "aws",
    bedrock: "aws",
    bedrock_converse: "aws",
    "amazon-bedrock": "aws",
    amazon_bedrock: "aws",
    amazon: "aws",
    "azure.ai.openai": "azure",
    "azure.ai.inference": "azure",
    "azure.openai": "azure",
    azure_openai: "azure",
    "azure-openai": "azure",
    azureopenai: "azure",
    azure_ai: "azure-ai",
    "azure-ai": "azure-ai",
    azure_ai_foundry: "azure-ai",
    "gcp.gemini": "google",
    "gcp.gen_ai": "google",
    "gcp.vertex_ai": "vertex",
    gemini: "google",
    google_ai_studio: "google",
    "google-gla": "google",
    "google.generative-ai": "google",
    google_genai: "google",
    googleai: "google",
    google_generative_ai: "google",
    vertex_ai: "vertex",
    vertexai: "vertex",
    vertex_ai_beta: "vertex",
    "google-vertex": "vertex",
    google_vertexai: "vertex",
    google_vertex: "vertex",
    "google.vertex": "vertex",
    "vertex.anthropic": "vertex",
    x_ai: "x-ai",
    xai: "x-ai",
    grok: "x-ai",
    mistral_ai: "mistral",
    mistralai: "mistral",
    "mistral-ai": "mistral",
    moonshot_ai: "moonshotai",
    moonshot: "moonshotai",
    together_ai: "together",
    togetherai: "together",
    "together-ai": "together",
    fireworks_ai: "fireworks",
    "fireworks-ai": "fireworks",
    cohere_chat: "cohere",
    voyage: "voyageai",
    voyage_ai: "voyageai",
    deepseek_ai: "deepseek",
    "ibm.watsonx.ai": "watsonx",
    ibm_watsonx_ai: "watsonx",
    alibaba_cloud: "dashscope",
    alibaba: "dashscope",
    qwen: "dashscope",
    "z.ai": "zai",
    z_ai: "zai",
    "z-ai": "zai",
    zhipu: "zhipuai",
    groqcloud: "groq",
    jina: "jina_ai",
    jinaai: "jina_ai",
    github_copilot: "github-copilot",
    copilot: "github-copilot",
    "text-completion-openai": "openai",
    open_ai: "openai",
    claude: "anthropic",
    meta_llama: "meta",
    vercel_ai_gateway: "vercel_ai_gateway",
  }),
);

/** Hosts that calls are sent to. `generativelanguage.googleapis.com` is the Gemini API, `…aiplatform…` Vertex AI. */
const HOSTS: readonly [RegExp, string][] = [
  [/(?:^|\.)openai\.azure\.com$|(?:^|\.)cognitiveservices\.azure\.com$/, "azure"],
  [/(?:^|\.)(?:services\.ai|models\.ai|inference\.ai)\.azure\.com$/, "azure-ai"],
  [/(?:^|\.)openai\.com$/, "openai"],
  [/(?:^|\.)anthropic\.com$/, "anthropic"],
  [/^bedrock[a-z0-9.-]*\.amazonaws\.com$/, "aws"],
  [/^generativelanguage\.googleapis\.com$/, "google"],
  [/aiplatform\.googleapis\.com$/, "vertex"],
  [/(?:^|\.)mistral\.ai$/, "mistral"],
  [/(?:^|\.)deepseek\.com$/, "deepseek"],
  [/(?:^|\.)groq\.com$/, "groq"],
  [/(?:^|\.)x\.ai$/, "x-ai"],
  [/(?:^|\.)cohere\.(?:ai|com)$/, "cohere"],
  [/(?:^|\.)perplexity\.ai$/, "perplexity"],
  [/(?:^|\.)together\.(?:xyz|ai)$/, "together"],
  [/(?:^|\.)fireworks\.ai$/, "fireworks"],
  [/(?:^|\.)openrouter\.ai$/, "openrouter"],
  [/(?:^|\.)cerebras\.ai$/, "cerebras"],
  [/(?:^|\.)moonshot\.(?:ai|cn)$/, "moonshotai"],
  [/(?:^|\.)dashscope[a-z-]*\.aliyuncs\.com$/, "dashscope"],
  [/(?:^|\.)voyageai\.com$/, "voyageai"],
  [/(?:^|\.)deepinfra\.com$/, "deepinfra"],
  [/(?:^|\.)sambanova\.ai$/, "sambanova"],
  [/(?:^|\.)novita\.ai$/, "novita"],
  [/(?:^|\.)nebius\.(?:com|ai)$/, "nebius"],
  [/(?:^|\.)hyperbolic\.xyz$/, "hyperbolic"],
  [/(?:^|\.)minimaxi?\.(?:io|com)$/, "minimax"],
  [/(?:^|\.)bigmodel\.cn$/, "zhipuai"],
  [/(?:^|\.)z\.ai$/, "zai"],
  [/(?:^|\.)jina\.ai$/, "jina_ai"],
  [/(?:^|\.)ai21\.com$/, "ai21"],
  [/(?:^|\.)baseten\.co$/, "baseten"],
  [/(?:^|\.)githubcopilot\.com$/, "github-copilot"],
  [/(?:^|\.)elevenlabs\.io$/, "elevenlabs"],
  [
    /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0|host\.docker\.internal|\[?::1)/,
    "local",
  ],
];

/** Whose models run on one's own machines: what a hosted copy of the same weights costs elsewhere says nothing. */
const SELF_HOSTED = new Set([
  "ollama",
  "ollama_chat",
  "vllm",
  "hosted_vllm",
  "llamacpp",
  "llama_cpp",
  "llamafile",
  "lmstudio",
  "lm_studio",
  "lemonade",
  "localai",
  "sglang",
  "tgi",
  "triton",
  "xinference",
  "docker_model_runner",
  "sagemaker",
  "nvidia_nim",
  "local",
]);

/** Gateways and clients that stand in for whoever really answers: the model's name has to say. */
const PROXIES = new Set([
  "openai",
  "custom",
  "custom_openai",
  "openai_compatible",
  "openai-compatible",
  "openai_like",
  "litellm",
  "litellm_proxy",
  "portkey",
  "helicone",
  "vercel",
  "gateway",
  "ai_gateway",
  "ai-gateway",
  // Billed by the token at the makers' prices: https://docs.github.com/en/billing/reference/costs-for-github-models
  "github",
  "bifrost",
  "langchain",
  "llamaindex",
]);

/** Of those who resell, the lists that are asked after their own, under the model's own name. */
const ALSO_ASKED: ReadonlyMap<string, readonly string[]> = new Map([
  // The first list has one provider for the Gemini API and Vertex AI.
  ["vertex", ["google"]],
  ["azure-ai", ["azure"]],
  ["azure", ["azure-ai"]],
  ["zai", ["zhipuai"]],
  ["dashscope", ["qwencloud"]],
]);
export const alsoAsked = (vendor: string): readonly string[] => ALSO_ASKED.get(vendor) ?? [];

/** Makers of models: a call that names one and a model that another one makes was sent through a proxy. */
const MAKERS = new Set([
  "openai",
  "anthropic",
  "mistral",
  "deepseek",
  "cohere",
  "x-ai",
  "perplexity",
  "moonshotai",
  "voyageai",
  "minimax",
  "google",
]);

export const isSelfHosted = (word: string): boolean => SELF_HOSTED.has(word);
export const isProxy = (vendor: string): boolean => PROXIES.has(vendor);
export const isMaker = (vendor: string): boolean => MAKERS.has(vendor);

/**
 * A provider as a span says it -> the lists' word: `api.openai.com`, `https://eu.api.openai.com/v1`, `azure.responses`,
 * `google.vertex.chat`, `AWS.Bedrock`. Words that end in an operation lose it.
 */
export function vendorOf(provider: string): string {
  const word = provider.trim().toLowerCase();
  const host = /^(?:[a-z]+:\/\/)?([^/:]+(?:\.[^/:]+)+|localhost)(?::\d+)?(?:\/|$)/.exec(word)?.[1];
  if (host) for (const [pattern, vendor] of HOSTS) if (pattern.test(host)) return vendor;
  for (let rest = word; ; rest = rest.slice(0, rest.lastIndexOf("."))) {
    const vendor = WORDS.get(rest);
    if (vendor !== undefined) return vendor;
    if (!rest.includes(".")) return word.includes(".") && !isKnown(rest) ? word : rest;
  }
}

const isKnown = (word: string): boolean =>
  SELF_HOSTED.has(word) || PROXIES.has(word) || MAKERS.has(word) || VENDORS.has(word);

/** Words that are the lists' own already, so that a route or an operation beside them can be told from a model's name. */
const VENDORS = new Set([
  ...WORDS.values(),
  "groq",
  "cerebras",
  "openrouter",
  "novita",
  "deepinfra",
  "databricks",
  "cloudflare",
  "ovhcloud",
  "nebius",
  "hyperbolic",
  "nvidia",
  "siliconflow",
  "sambanova",
  "nscale",
  "baseten",
  "replicate",
  "snowflake",
  "ai21",
  "lambda_ai",
  "gradient_ai",
  "gmi",
  "wandb",
  "oci",
  "elevenlabs",
  "deepgram",
  "assemblyai",
  "cursor",
  "minimax",
  "volcengine",
  "aiml",
  "vercel_ai_gateway",
  "perplexity",
  "azure",
]);

/** The vendor that a route in front of a model's name means: `anthropic/…`, `openai:…`, `bedrock/…`; null: part of the name. */
export function routeVendor(route: string): string | null {
  const word = route.toLowerCase();
  return WORDS.get(word) ?? (isKnown(word) ? word : null);
}
