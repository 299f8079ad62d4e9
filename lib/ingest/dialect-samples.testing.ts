import type { Json } from "@/lib/model/json";

import { event, otlpSpan } from "./dialects/span.testing";
import type { OtlpResource, OtlpScope, OtlpSpan } from "./otlp/shape";

const CHAT = JSON.stringify([
  { role: "system", content: "You answer travellers' questions in one sentence." },
  { role: "user", content: "How large may my hand luggage be on this flight?" },
  { role: "assistant", content: "Up to 55 by 40 by 23 centimetres." },
]);
const ANSWER = JSON.stringify({ role: "assistant", content: "It is 8 kilograms, as your fare says." });
const GEMINI = JSON.stringify({
  model: "gemini-2.5-pro",
  contents: [{ role: "user", parts: [{ text: "Which gate does the train to Oslo leave from?" }] }],
});
const GEMINI_ANSWER = JSON.stringify({
  candidates: [{ content: { role: "model", parts: [{ text: "It leaves from gate seven today." }] } }],
});

/** A span of each dialect that no recorded request speaks. */
const SAMPLES: Record<string, { [key: string]: Json }> = {
  mlflow: {
    "mlflow.spanType": '"CHAT_MODEL"',
    "mlflow.spanInputs": `{"messages":${CHAT},"model":"gpt-4o"}`,
    "mlflow.spanOutputs": `{"choices":[{"message":${ANSWER}}]}`,
    "mlflow.chat.tokenUsage": '{"input_tokens":10,"output_tokens":5}',
  },
  laminar: { "lmnr.span.type": "LLM", "lmnr.span.input": CHAT, "lmnr.span.output": `[${ANSWER}]` },
  haystack: {
    "haystack.component.type": "OpenAIChatGenerator",
    "haystack.component.input": `{"messages":${CHAT}}`,
    "haystack.component.output": `{"replies":[${ANSWER}]}`,
  },
  genkit: {
    "genkit:metadata:subtype": "model",
    "genkit:name": "googleai/gemini-2.5-flash",
    "genkit:input": `{"messages":${CHAT}}`,
    "genkit:output": `{"message":${ANSWER}}`,
  },
  adk: {
    "gen_ai.system": "gcp.vertex.agent",
    "gcp.vertex.agent.llm_request": GEMINI,
    "gcp.vertex.agent.llm_response": GEMINI_ANSWER,
  },
  "pydantic-ai": {
    model_name: "gpt-4o",
    "pydantic_ai.all_messages": CHAT,
    final_result: "It is 8 kilograms, as your fare says.",
  },
  "genai-flattened": {
    "llm.request.type": "chat",
    "gen_ai.prompt.0.role": "user",
    "gen_ai.prompt.0.content": "How large may my hand luggage be on this flight?",
    "gen_ai.completion.0.role": "assistant",
    "gen_ai.completion.0.content": '[{"type":"text","text":"Up to 55 by 40 by 23 centimetres."}]',
    "llm.request.functions.0.name": "get_rules",
    "llm.request.functions.0.parameters": '{"type":"object"}',
  },
  "spring-ai": {
    "spring.ai.kind": "tool_call",
    "spring.ai.tool.call.arguments": '{"city":"Oslo"}',
    "spring.ai.tool.call.result": '["sunny","cold"]',
  },
  retrieval: {
    "gen_ai.operation.name": "retrieval",
    "gen_ai.retrieval.query.text": "hand luggage rules of this airline",
    "gen_ai.retrieval.documents": '[{"id":"a","content":"Up to 55 by 40 by 23 centimetres.","score":0.5}]',
  },
  "openinference embedding": {
    "openinference.span.kind": "EMBEDDING",
    "embedding.embeddings.0.embedding.text": "a text that is long enough to be referred to",
    "embedding.embeddings.0.embedding.vector": [0.1, 0.2, 0.3],
    "output.value": JSON.stringify({ data: [{ embedding: Array.from({ length: 99 }, (_, i) => i / 7) }] }),
  },
  "openinference rerank": {
    "openinference.span.kind": "RERANKER",
    "reranker.query": "hand luggage",
    "reranker.input_documents.0.document.content": "A document that is about something else.",
    "reranker.output_documents.0.document.content": "Up to 55 by 40 by 23 centimetres.",
    "reranker.output_documents.0.document.score": 0.9,
  },
  "tool definitions": {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.system_instructions":
      '[{"type":"text","content":"Be brief, and name the rule that you rely on."}]',
    "gen_ai.input.messages": CHAT,
    "gen_ai.tool.definitions": '[{"type":"function","name":"get_rules","parameters":{"type":"object"}}]',
    "llm.invocation_parameters": '{"temperature":0,"api_key":"sk-secret","stop":["a"]}',
  },
};

export function dialectSamples(): {
  from: string;
  span: OtlpSpan;
  resource: OtlpResource;
  scope: OtlpScope;
}[] {
  return Object.entries(SAMPLES).map(([from, attributes]) => ({
    from,
    span: otlpSpan(attributes, {
      kind: 3,
      statusCode: 1,
      traceState: "a=b",
      events: [
        event("gen_ai.user.message", { content: "How large may my hand luggage be?" }),
        event("x", {}),
      ],
      links: [
        { traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b175", attributes: new Map() },
      ],
    }),
    resource: { attributes: new Map<string, Json>([["service.name", "travel"]]) },
    scope: { name: "scope", version: "1", attributes: new Map<string, Json>([["k", "v"]]) },
  }));
}
