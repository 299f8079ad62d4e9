import { describe, expect, it } from "vitest";

import type { SpanDocument, TraceDocument } from "./document";

import { transcriptOf } from "./transcript";
import type { TranscriptStep } from "./transcript-step";

const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();

const span = (id: string, ms: number, words: Partial<SpanDocument>): SpanDocument =>
  ({
    span_id: id,
    kind: "llm",
    name: id,
    status: "ok",
    error: null,
    started_at: at(ms),
    duration_ms: 10,
    ttft_ms: null,
    tokens: null,
    cost_usd: null,
    finish_reason: null,
    request_model: "m",
    response_model: null,
    system: null,
    input: null,
    output: null,
    output_text: null,
    tool: null,
    query: null,
    documents: null,
    ...words,
  }) as SpanDocument;

const transcript = (spans: SpanDocument[], words: Partial<TraceDocument> = {}) =>
  transcriptOf({ input: null, output: null, ...words, spans } as TraceDocument);

const told = (steps: readonly TranscriptStep[]) =>
  steps.map((step) => {
    if (step.type === "message") return `${step.message.role}: ${String(step.message.content)}`;
    if (step.type === "call") return `call ${step.number}`;
    return step.type;
  });

const ask = { role: "user", content: "Cancel it" };
const call = { id: "c1", name: "cancel", arguments: { id: 4 } };
const asking = { role: "assistant", content: null, tool_calls: [call] };
const result = { role: "tool", content: '{"done":true}', tool_call_id: "c1" };
const answer = { role: "assistant", content: "Done" };

describe("a transcript", () => {
  it("shows each message once although every call carries all before it, and marks where each call began", () => {
    const { steps, calls } = transcript([
      span("first", 0, { system: "Be brief", input: [ask], output: [asking] }),
      span("second", 100, { system: "Be brief", input: [ask, asking, result], output: [answer] }),
    ]);
    expect(told(steps)).toEqual([
      "system",
      "user: Cancel it",
      "call 1",
      "assistant: null",
      "call 2",
      "assistant: Done",
    ]);
    expect(calls).toBe(2);
  });

  it("puts an answer after what was found and done while its call ran, and not after what came later", () => {
    const tool = { name: "look_up", call_id: null, arguments: {}, result: 1 };
    const { steps } = transcript([
      span("call", 0, { duration_ms: 100, input: [ask], output: [answer] }),
      span("found", 0, { kind: "retrieval", documents: [], query: "q" }),
      span("looked up", 50, { kind: "tool", tool }),
      span("stored", 100, { kind: "tool", tool }),
    ]);
    expect(told(steps)).toEqual([
      "user: Cancel it",
      "call 1",
      "documents",
      "tool",
      "assistant: Done",
      "tool",
    ]);
  });

  it("keeps the answers of calls that ran at once at their calls", () => {
    const { steps } = transcript([
      span("outer", 0, { duration_ms: 100, input: [ask], output: [answer] }),
      span("inner", 10, {
        input: [{ role: "user", content: "Safe?" }],
        output: [{ role: "assistant", content: "Yes" }],
      }),
    ]);
    expect(told(steps)).toEqual([
      "user: Cancel it",
      "call 1",
      "assistant: Done",
      "user: Safe?",
      "call 2",
      "assistant: Yes",
    ]);
  });

  it("folds a tool's result into the call that asked for it, with the span that ran it", () => {
    const { steps } = transcript([
      span("first", 0, { input: [ask], output: [asking] }),
      span("ran", 50, {
        kind: "tool",
        duration_ms: 7,
        tool: { name: "cancel", call_id: "c1", arguments: { id: 4 }, result: { done: true } },
      }),
      span("second", 100, { input: [ask, asking, result], output: [answer] }),
    ]);
    const said = steps.find((step) => step.type === "message" && step.calls.length > 0);
    expect(said).toMatchObject({
      calls: [{ name: "cancel", result: { done: true }, answered: true, spanId: "ran", durationMs: 7 }],
    });
    expect(steps.some((step) => step.type === "tool")).toBe(false);
  });

  it("takes the result from the next call's messages when no tool span was recorded", () => {
    const { steps } = transcript([
      span("first", 0, { input: [ask], output: [asking] }),
      span("second", 100, { input: [ask, asking, result], output: [answer] }),
    ]);
    expect(steps.find((step) => step.type === "message" && step.calls.length > 0)).toMatchObject({
      calls: [{ result: { done: true }, answered: true, spanId: null }],
    });
  });

  it("shows a message twice when it was said twice", () => {
    const yes = { role: "user", content: "yes" };
    const { steps } = transcript([
      span("first", 0, { input: [yes], output: [answer] }),
      span("second", 100, { input: [yes, answer, yes], output: [answer] }),
    ]);
    expect(told(steps)).toEqual([
      "user: yes",
      "call 1",
      "assistant: Done",
      "user: yes",
      "call 2",
      "assistant: Done",
    ]);
  });

  it("shows a system prompt again only when it changed", () => {
    const { steps } = transcript([
      span("first", 0, { system: "A" }),
      span("second", 100, { system: "A" }),
      span("third", 200, { system: "B" }),
    ]);
    expect(steps.filter((step) => step.type === "system")).toMatchObject([
      { text: "A", changed: false },
      { text: "B", changed: true },
    ]);
  });

  it("counts what was said in turns before this one", () => {
    const { earlier } = transcript([
      span("first", 0, {
        system: "A",
        input: [ask, answer, { role: "user", content: "And the hotel" }],
        output: [answer],
      }),
    ]);
    expect(earlier).toBe(2);
  });

  it("puts documents and tools that nobody asked for in their place in time", () => {
    const { steps } = transcript([
      span("search", 0, {
        kind: "retrieval",
        query: "refund",
        documents: [{ id: "d", content: "text", score: 0.9 }],
      }),
      span("loose", 20, { kind: "tool", tool: { name: "log", call_id: null, arguments: {}, result: null } }),
      span("first", 100, { input: [ask], output: [answer] }),
    ]);
    expect(told(steps)).toEqual(["documents", "tool", "user: Cancel it", "call 1", "assistant: Done"]);
  });

  it("is input and output of a trace without a model call", () => {
    const { steps } = transcript([span("root", 0, { kind: "workflow" })], { input: "in", output: { a: 1 } });
    expect(told(steps)).toEqual(["input: in", 'output: {\n  "a": 1\n}']);
  });
});
