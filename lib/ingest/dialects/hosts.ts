import type { Json } from "@/lib/model/json";

/** Whose servers answer at a host -> OpenTelemetry's `gen_ai.provider.name`, or the provider's own where it has none. */
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)openai\.azure\.(?:com|us|cn)$/, "azure.ai.openai"],
  [/(?:^|\.)(?:cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/, "azure.ai.openai"],
  [/(?:^|\.)(?:inference|models)\.ai\.azure\.com$/, "azure.ai.inference"],
  [/(?:^|\.)openai\.com$/, "openai"],
  [/(?:^|\.)anthropic\.com$/, "anthropic"],
  [
    /^bedrock(?:-runtime|-agent-runtime|-mantle)?(?:-fips)?\.[a-z\d-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/,
    "aws.bedrock",
  ],
  [/(?:^|\.)generativelanguage\.googleapis\.com$/, "gcp.gemini"],
  [/(?:^|[.-])aiplatform\.googleapis\.com$/, "gcp.vertex_ai"],
  [/(?:^|\.)openrouter\.ai$/, "openrouter"],
  [/(?:^|\.)groq\.com$/, "groq"],
  [/(?:^|\.)mistral\.ai$/, "mistral_ai"],
  [/(?:^|\.)deepseek\.com$/, "deepseek"],
  [/(?:^|\.)(?:x\.ai|grok\.com)$/, "x_ai"],
  [/(?:^|\.)perplexity\.ai$/, "perplexity"],
  [/(?:^|\.)cohere\.(?:com|ai)$/, "cohere"],
  [/(?:^|\.)together\.(?:xyz|ai)$/, "together_ai"],
  [/(?:^|\.)fireworks\.ai$/, "fireworks"],
  [/(?:^|\.)moonshot\.(?:ai|cn)$/, "moonshot_ai"],
  [/(?:^|\.)cerebras\.ai$/, "cerebras"],
  [/(?:^|\.)deepinfra\.com$/, "deepinfra"],
  [/(?:^|\.)novita\.ai$/, "novita"],
  [/(?:^|\.)sambanova\.ai$/, "sambanova"],
  [/(?:^|\.)huggingface\.co$/, "huggingface"],
  [/(?:^|\.)ml\.cloud\.ibm\.com$/, "ibm.watsonx.ai"],
  [/(?:^|\.)replicate\.com$/, "replicate"],
  [/(?:^|\.)voyageai\.com$/, "voyage"],
  [/(?:^|\.)jina\.ai$/, "jina"],
  [/(?:^|\.)dashscope(?:-intl|-us)?\.aliyuncs\.com$/, "alibaba_cloud"],
  [/(?:^|\.)(?:bigmodel\.cn|z\.ai)$/, "z_ai"],
  [/(?:^|\.)minimaxi?\.(?:io|chat|com)$/, "minimax"],
  [/(?:^|\.)githubcopilot\.com$/, "github_copilot"],
  [/(?:^|\.)models\.github\.ai$/, "github"],
  [/(?:^|\.)api\.nvidia\.com$/, "nvidia"],
  [/(?:^|\.)ai21\.com$/, "ai21"],
  [/(?:^|\.)hyperbolic\.xyz$/, "hyperbolic"],
  [/(?:^|\.)nebius\.(?:ai|com)$/, "nebius"],
  [/(?:^|\.)(?:lambda\.ai|lambdalabs\.com)$/, "lambda_ai"],
  [/(?:^|\.)baseten\.co$/, "baseten"],
  [/(?:^|\.)(?:volces|bytepluses)\.com$/, "volcengine"],
  [/(?:^|\.)elevenlabs\.io$/, "elevenlabs"],
  [/(?:^|\.)siliconflow\.(?:cn|com)$/, "siliconflow"],
  [/(?:^|\.)ai-gateway\.vercel\.sh$/, "vercel_ai_gateway"],
];

const known = new Map<string, string | null>();
const MAX_KNOWN = 1000;

/** The provider whose servers a host or URL names; null for a host of one's own, and for what is neither. */
export function providerOfHost(value: Json | undefined): string | null {
  if (typeof value !== "string" || !value.includes(".")) return null;
  let provider = known.get(value);
  if (provider === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    const host = hostIn(value);
    known.set(value, (provider = HOSTS.find(([pattern]) => pattern.test(host))?.[1] ?? null));
  }
  return provider;
}

/** Of `https://user@host:port/path`, `host:port/path` or `host`. */
const hostIn = (value: string): string =>
  value
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z\d+.-]*:\/\//, "")
    .replace(/[/?#].*$/s, "")
    .replace(/^.*@/, "")
    .replace(/:\d+$/, "")
    .replace(/\.$/, "");

/** A host or URL in a place where a name belongs. */
export const isHost = (value: string): boolean =>
  /^[a-z][a-z\d+.-]*:\/\//i.test(value) ||
  /^(?:[a-z\d-]+\.)+(?:com|net|org|ai|io|cloud|dev|cn|co|us|app|xyz|aws|local)(?::\d+)?(?:\/.*)?$/i.test(
    value.trim(),
  );
