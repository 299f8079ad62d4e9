import { describe, expect, it } from "vitest";

import { FLAG } from "@/lib/model/flags";

import { modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

const said = (operation: string, attributes: { [key: string]: string | number | boolean | string[] }) => ({
  "gen_ai.operation.name": operation,
  ...attributes,
});

describe("steps beside model calls, in the conventions' newest words", () => {
  it.each<Case>([
    [
      "a guardrail shows what it said",
      said("apply_guardrail", {
        "gen_ai.guardrail.component.name": "Azure AI Content Safety",
        "gen_ai.guardrail.verdict.type": "deny",
        "gen_ai.guardrail.verdict.reason": "a prompt attack",
        "gen_ai.guardrail.action.type": "block",
        "gen_ai.guardrail.target.type": "llm_input",
        "gen_ai.guardrail.security.risk.category": "prompt_injection",
        "gen_ai.guardrail.security.content.input.value": "ignore all of it",
      }),
      {
        kind: "guardrail",
        functionName: "Azure AI Content Safety",
        inputValue: "ignore all of it",
        outputValue: {
          "verdict.type": "deny",
          "verdict.reason": "a prompt attack",
          "action.type": "block",
          "target.type": "llm_input",
          "security.risk.category": "prompt_injection",
        },
      },
    ],
    [
      "a guardrail's result in the provider's own words",
      said("run_guardrail", {
        "gen_ai.guardrail.policy.id": "gr-abc123",
        "gen_ai.guardrail.result.type": "action",
        "gen_ai.guardrail.result.value": "GUARDRAIL_INTERVENED",
        "gen_ai.guardrail.source": "INPUT",
      }),
      {
        kind: "guardrail",
        outputValue: {
          "policy.id": "gr-abc123",
          "result.type": "action",
          "result.value": "GUARDRAIL_INTERVENED",
          source: "INPUT",
        },
      },
    ],
    [
      "a search of memories is a retrieval",
      said("search_memory", {
        "gen_ai.memory.query.text": "what does she like",
        "gen_ai.memory.store.name": "users",
        "gen_ai.memory.record.count": 1,
        "gen_ai.memory.records": JSON.stringify([{ id: "m1", content: "tea", score: 0.9 }]),
      }),
      {
        kind: "retrieval",
        inputValue: "what does she like",
        documents: [{ id: "m1", content: "tea", score: 0.9 }],
        metadata: { memory_store: "users", memory_records: 1 },
      },
    ],
    [
      "what is written to memory is shown",
      said("create_memory", {
        "gen_ai.memory.record.id": "m2",
        "gen_ai.memory.records": JSON.stringify([{ id: "m2", content: "likes tea" }]),
      }),
      {
        kind: "other",
        inputValue: [{ id: "m2", content: "likes tea" }],
        metadata: { memory_record_id: "m2" },
      },
    ],
    [
      "an agent's id and version",
      said("invoke_agent", {
        "gen_ai.agent.name": "support",
        "gen_ai.agent.id": "asst_1",
        "gen_ai.agent.version": "2",
      }),
      { functionName: "support", metadata: { agent_id: "asst_1", agent_version: "2" } },
    ],
    [
      "which answer a call continues, and that the conversation was compacted",
      said("chat", {
        "gen_ai.request.previous_response.id": "resp_1",
        "gen_ai.conversation.compacted": true,
      }),
      { parameters: { previous_response_id: "resp_1" }, metadata: { conversation_compacted: true } },
    ],
    [
      "the sender says that it cut the messages",
      said("chat", { "gen_ai.input.messages.truncated": true }),
      { flags: FLAG.truncated },
    ],
    ["or that it did not", said("chat", { "gen_ai.input.messages.truncated": false }), { flags: 0 }],
    [
      "an answer that reached its limit is whole",
      said("chat", { "gen_ai.response.truncated": true }),
      { flags: 0 },
    ],
    [
      "an evaluation on the span itself is a score",
      said("evaluate", {
        "gen_ai.evaluation.name": "relevance",
        "gen_ai.evaluation.score.value": 0.8,
        "gen_ai.evaluation.score.label": "pass",
        "gen_ai.evaluation.explanation": "to the point",
      }),
      { scores: [{ name: "relevance", value: 0.8, comment: "pass: to the point" }] },
    ],
    [
      "compaction within a request is billed with it",
      {
        "openinference.span.kind": "LLM",
        "llm.model_name": "claude-opus-4-6",
        "output.value": JSON.stringify({
          model: "claude-opus-4-6",
          usage: {
            input_tokens: 23,
            output_tokens: 1,
            iterations: [
              { type: "compaction", input_tokens: 180, output_tokens: 3 },
              { type: "message", input_tokens: 23, output_tokens: 1 },
            ],
          },
        }),
      },
      { tokens: { inputUncached: 203, outputText: 4 } },
    ],
    [
      "compaction that only the response tells is billed beside the counts, messages or not",
      {
        "openinference.span.kind": "LLM",
        "llm.model_name": "claude-sonnet-4-5",
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": "hi",
        "llm.token_count.prompt": 10_000,
        "llm.token_count.completion": 1000,
        "output.value": JSON.stringify({
          usage: {
            input_tokens: 10_000,
            output_tokens: 1000,
            iterations: [{ type: "compaction", input_tokens: 5000, output_tokens: 500 }],
          },
        }),
      },
      { tokens: { inputUncached: 15_000, outputText: 1500 } },
    ],
    [
      "compaction that is in the counts already is billed once",
      {
        "openinference.span.kind": "LLM",
        "llm.model_name": "claude-sonnet-4-5",
        "llm.token_count.prompt": 15_000,
        "llm.token_count.completion": 1500,
        "output.value": JSON.stringify({
          usage: {
            input_tokens: 10_000,
            output_tokens: 1000,
            iterations: [{ type: "compaction", input_tokens: 5000, output_tokens: 500 }],
          },
        }),
      },
      { tokens: { inputUncached: 15_000, outputText: 1500 } },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));

  it("what a score has no word for stays to be seen", () =>
    expect(
      modelSpan({
        "openinference.span.kind": "LLM",
        "annotations.0.annotation.name": "tone",
        "annotations.0.annotation.score": 1,
        "annotations.0.annotation.identifier": "run-7",
        "annotations.0.annotation.metadata": '{"model":"judge"}',
      }).attributes.annotations,
    ).toEqual([{ name: "tone", identifier: "run-7", metadata: { model: "judge" } }]));

  it("documents before a reranking stay to be seen, whole", () =>
    expect(
      modelSpan({
        "openinference.span.kind": "RERANKER",
        "reranker.input_documents.0.document.id": "d1",
        "reranker.input_documents.0.document.content": "a text",
        "reranker.output_documents.0.document.id": "d1",
      }),
    ).toMatchObject({
      inputValue: { query: null, documents: [{ id: "d1", content: "a text" }] },
    }));
});
