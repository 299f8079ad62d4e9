import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { modelSpan } from "./span.testing";

const parameters = (attributes: { [key: string]: Json }) => modelSpan(attributes).parameters;
const openinference = (output: Json, more = {}) =>
  parameters({
    "openinference.span.kind": "LLM",
    "output.value": JSON.stringify(output),
    ...more,
  });

const chat = {
  object: "chat.completion",
  service_tier: "flex",
  choices: [{ message: { role: "assistant", content: "hi" } }],
};

describe("how a call was served", () => {
  it.each<[string, Json, object]>([
    ["OpenAI's Responses", { object: "response", service_tier: "flex" }, { service_tier: "flex" }],
    ["OpenAI's chat", chat, { service_tier: "flex" }],
    ["Bedrock's Converse", { output: {}, serviceTier: { type: "priority" } }, { service_tier: "priority" }],
    ["Anthropic", { type: "message", usage: { service_tier: "batch" } }, { service_tier: "batch" }],
    ["Anthropic, fast", { usage: { service_tier: "standard", speed: "fast" } }, { service_tier: "fast" }],
    ["Anthropic, in one country", { usage: { inference_geo: "us" } }, { inference_geo: "us" }],
    ["Gemini", { usageMetadata: { trafficType: "ON_DEMAND_FLEX" } }, { service_tier: "ON_DEMAND_FLEX" }],
    [
      "Gemini for Python",
      { usage_metadata: { traffic_type: "TrafficType.ON_DEMAND_PRIORITY" } },
      { service_tier: "ON_DEMAND_PRIORITY" },
    ],
    [
      "LangChain",
      { generations: [[{ message: { kwargs: { response_metadata: { service_tier: "flex" } } } }]] },
      { service_tier: "flex" },
    ],
    [
      "LangChain of Anthropic",
      { generations: [[{ message: { response_metadata: { usage: { service_tier: "batch" } } } }]] },
      { service_tier: "batch" },
    ],
  ])("is told by the response of %s", (_, output, expected) =>
    expect(openinference(output)).toMatchObject(expected),
  );

  it("stands above how it was asked for", () => {
    const asked = { "llm.invocation_parameters": '{"service_tier":"priority"}' };
    expect(openinference({ ...chat, service_tier: "default" }, asked)).toMatchObject({
      service_tier: "default",
    });
    expect(openinference({ ...chat, service_tier: null }, asked)).toMatchObject({ service_tier: "priority" });
    expect(openinference({ ...chat, service_tier: "auto" }, asked)).toMatchObject({
      service_tier: "priority",
    });
    expect(
      parameters({
        "langfuse.observation.type": "generation",
        "langfuse.observation.model.parameters": '{"service_tier":"priority"}',
        "gen_ai.response.service_tier": "default",
      }),
    ).toMatchObject({ service_tier: "default" });
  });

  it("is not told by an answer in JSON that has such a field", () =>
    expect(openinference({ customer: "Ada", service_tier: "gold", speed: "fast" })).toEqual({}));

  it("is told by whatever attribute holds the response", () => {
    const text = JSON.stringify(chat);
    const ways: { [key: string]: Json }[] = [
      { "mlflow.spanType": '"CHAT_MODEL"', "mlflow.spanOutputs": text },
      { "langfuse.observation.type": "generation", "langfuse.observation.output": text },
      {
        "gcp.vertex.agent.llm_request": "{}",
        "gcp.vertex.agent.llm_response": '{"usage_metadata":{"traffic_type":"flex"}}',
      },
    ];
    for (const attributes of ways) expect(parameters(attributes)).toMatchObject({ service_tier: "flex" });
  });
});
