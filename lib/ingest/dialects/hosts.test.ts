import { describe, expect, it } from "vitest";

import { providerOfHost } from "./hosts";
import { canonicalProvider } from "./providers";
import { modelSpan } from "./span.testing";

describe("whose servers answer at a host", () => {
  it.each<[host: string, provider: string | null]>([
    ["api.openai.com", "openai"],
    ["eu.api.openai.com", "openai"],
    ["https://api.openai.com/v1", "openai"],
    ["my-company.openai.azure.com", "azure.ai.openai"],
    ["my-company.cognitiveservices.azure.com", "azure.ai.openai"],
    ["models.inference.ai.azure.com", "azure.ai.inference"],
    ["api.anthropic.com:443", "anthropic"],
    ["bedrock-runtime.us-east-1.amazonaws.com", "aws.bedrock"],
    ["bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "aws.bedrock"],
    ["generativelanguage.googleapis.com", "gcp.gemini"],
    ["us-central1-aiplatform.googleapis.com", "gcp.vertex_ai"],
    ["aiplatform.googleapis.com", "gcp.vertex_ai"],
    ["openrouter.ai", "openrouter"],
    ["https://openrouter.ai/api/v1", "openrouter"],
    ["api.groq.com", "groq"],
    ["api.mistral.ai", "mistral_ai"],
    ["api.deepseek.com", "deepseek"],
    ["api.x.ai", "x_ai"],
    ["api.perplexity.ai", "perplexity"],
    ["api.cohere.com", "cohere"],
    ["api.together.xyz", "together_ai"],
    ["api.fireworks.ai", "fireworks"],
    ["api.moonshot.ai", "moonshot_ai"],
    ["api.cerebras.ai", "cerebras"],
    ["integrate.api.nvidia.com", "nvidia"],
    ["api.ai21.com", "ai21"],
    ["api.hyperbolic.xyz", "hyperbolic"],
    ["api.studio.nebius.ai", "nebius"],
    ["api.lambda.ai", "lambda_ai"],
    ["inference.baseten.co", "baseten"],
    ["ark.cn-beijing.volces.com", "volcengine"],
    ["API.OPENAI.COM", "openai"],
    ["localhost", null],
    ["llm.internal.example", null],
    ["evil-openai.com.example.org", null],
    ["notopenai.com", null],
    ["s3.us-east-1.amazonaws.com", null],
    ["127.0.0.1", null],
  ])("%s", (host, provider) => expect(providerOfHost(host)).toBe(provider));
});

describe("the provider of a call", () => {
  const call = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" };
  it("is told by the server's address where nobody names one", () =>
    expect(modelSpan({ ...call, "server.address": "api.groq.com" }).provider).toBe("groq"));
  it("is not OpenAI because OpenAI's library asked", () =>
    expect(
      modelSpan({ ...call, "gen_ai.provider.name": "openai", "server.address": "openrouter.ai" }).provider,
    ).toBe("openrouter"));
  it("is who is named, whatever stands between", () =>
    expect(
      modelSpan({ ...call, "gen_ai.provider.name": "anthropic", "server.address": "gateway.internal" })
        .provider,
    ).toBe("anthropic"));
  it("may be named by its host or address", () => {
    expect(canonicalProvider("api.openai.com")).toBe("openai");
    expect(canonicalProvider("https://api.deepseek.com/v1")).toBe("deepseek");
    expect(canonicalProvider("llm.internal.com")).toBeNull();
    expect(canonicalProvider("ibm.watsonx.ai")).toBe("ibm.watsonx.ai");
    expect(canonicalProvider("newvendor.ai")).toBe("newvendor");
    expect(canonicalProvider("openai.chat")).toBe("openai");
    expect(canonicalProvider("google.vertex.anthropic.messages")).toBe("gcp.vertex_ai");
  });
});

describe("the address of a model call tells whose servers answered", () => {
  it.each(["server.address", "url.full", "http.url", "http.host", "net.peer.name"])("in %s", (key) =>
    expect(
      modelSpan({ "gen_ai.operation.name": "chat", "gen_ai.system": "openai", [key]: "api.groq.com" })
        .provider,
    ).toBe("groq"),
  );
});
