import { expect, it } from "vitest";

import { modelSpan } from "./span.testing";
import { storedDocument } from "../stored-document.testing";

it("what is no call stands among the calls of the AI SDK", () => {
  const { output } = modelSpan({
    "ai.operationId": "ai.generateText.doGenerate",
    "ai.response.toolCalls": '[{"toolCallId":"a","toolName":"f","input":{}},"bare",7]',
  });
  expect(output?.[0]).toMatchObject({
    content: [
      { type: "other", value: { tool_call: "bare" } },
      { type: "other", value: { tool_call: 7 } },
    ],
    tool_calls: [{ id: "a", name: "f" }],
  });
});

it("tools of the provider are shown with how they are set up, without credentials", () => {
  const tools = [
    { type: "web_search", filters: { allowed_domains: ["a.org"] } },
    { type: "mcp", server_url: "https://a.org", headers: { Authorization: "Bearer x" } },
    { type: "function", name: "f", description: "d", strict: true },
  ];
  const { toolDefinitions } = modelSpan({
    "gen_ai.operation.name": "chat",
    "gen_ai.tool.definitions": JSON.stringify(tools),
  });
  expect(toolDefinitions).toEqual([
    { name: "web_search", configuration: { filters: { allowed_domains: ["a.org"] } } },
    { name: "mcp", configuration: { server_url: "https://a.org", headers: { Authorization: "[redacted]" } } },
    { name: "f", description: "d" },
  ]);
});

it("tags that are no texts are shown as JSON, and finish reasons that are none are left", () => {
  expect(modelSpan({ "tag.tags": '["a",{"b":1},null,2]' }).tags).toEqual(["a", '{"b":1}', "2"]);
  const span = modelSpan({
    "gen_ai.operation.name": "chat",
    "gen_ai.response.finish_reasons": '["stop",{"type":"odd"}]',
  });
  expect(span.finishReason).toBe("stop");
  expect(storedDocument(span).unmapped_attributes).toEqual(["gen_ai.response.finish_reasons"]);
});

it("a score that is no number is said of its document", () => {
  const { documents } = modelSpan({
    "openinference.span.kind": "RETRIEVER",
    "retrieval.documents.0.document.content": "text",
    "retrieval.documents.0.document.score": "high",
  });
  expect(documents).toEqual([{ id: null, content: "text", score: null, metadata: { score: "high" } }]);
});

it("what a reranking was given is shown beside its query", () => {
  const document = storedDocument(
    modelSpan({
      "openinference.span.kind": "RERANKER",
      "reranker.query": "which",
      "reranker.input_documents.0.document.content": "first",
      "reranker.output_documents.0.document.content": "last",
    }),
  );
  expect(document.query).toBe("which");
  expect(document.input_value).toMatchObject({ query: "which", documents: [{ content: "first" }] });
  expect(document.documents).toMatchObject([{ content: "last" }]);
});
