import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { decodeLogs } from "../decode";
import type { OtlpLog } from "../otlp/shape";
import { readLog } from "./log-events";

const log = (name: string, body: Json, attributes: { [key: string]: Json } = {}): OtlpLog => ({
  traceId: "5b8efff798038103d269b633813fc60c",
  spanId: "eee19b7ec3c1b174",
  timeNs: 1_800_000_000_000_000_000n,
  observedNs: 0n,
  eventName: "",
  body,
  attributes: new Map(Object.entries({ "event.name": name, ...attributes })),
  size: 0,
});

describe("log records about a span", () => {
  it.each<[string, Json, object]>([
    ["gen_ai.system.message", { content: "be short" }, { input: [{ role: "system", content: "be short" }] }],
    ["gen_ai.user.message", '{"content":"hi"}', { input: [{ role: "user", content: "hi" }] }],
    [
      "gen_ai.assistant.message",
      { tool_calls: [{ id: "c", function: { name: "f", arguments: "{}" } }] },
      { input: [{ role: "assistant", tool_calls: [{ id: "c", name: "f", arguments: {} }] }] },
    ],
    [
      "gen_ai.tool.message",
      { id: "c", content: "done" },
      { input: [{ role: "tool", tool_call_id: "c", content: "done" }] },
    ],
    [
      "gen_ai.choice",
      { index: 0, finish_reason: "tool_calls", message: { role: "assistant", content: "ok" } },
      { output: [{ role: "assistant", content: "ok" }], finishReason: "tool_calls" },
    ],
  ])("%s is one message", (name, body, expected) =>
    expect(readLog(log(name, body), 0)).toMatchObject(expected),
  );

  it("everything at once, as attributes or in the body", () => {
    const said = {
      "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "hi" }] }],
      "gen_ai.output.messages":
        '[{"role":"assistant","parts":[{"type":"text","content":"yo"}],"finish_reason":"stop"}]',
      "gen_ai.system_instructions": [{ type: "text", content: "s" }],
    };
    const expected = {
      system: "s",
      input: [{ role: "user", content: "hi" }],
      output: [{ role: "assistant", content: "yo" }],
      finishReason: "stop",
    };
    expect(readLog(log("gen_ai.client.inference.operation.details", null, said), 0)).toMatchObject(expected);
    expect(readLog(log("gen_ai.client.inference.operation.details", said), 0)).toMatchObject(expected);
  });

  it("without captured content say nothing that looks like an empty text", () => {
    expect(readLog(log("gen_ai.user.message", {}), 0)).toMatchObject({ input: null });
    expect(readLog(log("gen_ai.choice", { index: 0, finish_reason: "stop", message: {} }), 0)).toMatchObject({
      output: null,
      finishReason: "stop",
    });
  });

  it("of one millisecond keep their order, by microseconds", () => {
    expect(readLog(log("gen_ai.user.message", { content: "b" }), 2)).toMatchObject({
      occurredAtNs: 1_800_000_000_000_002_000n,
    });
  });

  it("that judge become scores with the same id every time", () => {
    const record = log("gen_ai.evaluation.result", null, {
      "gen_ai.evaluation.name": "Relevance",
      "gen_ai.evaluation.score.value": 4,
      "gen_ai.evaluation.score.label": "relevant",
      "gen_ai.evaluation.explanation": "Answers all.",
    });
    const score = readLog(record, 0);
    expect(score).toMatchObject({
      name: "Relevance",
      value: 4,
      comment: "relevant: Answers all.",
      source: "model",
      spanId: "eee19b7ec3c1b174",
    });
    expect(readLog(record, 5)).toEqual(score);
  });

  it("judge a trace when they name no span, and nothing when they name no trace", () => {
    const record = log("gen_ai.evaluation.result", null, {
      "gen_ai.evaluation.name": "Relevance",
      "gen_ai.evaluation.score.label": "relevant",
      "gen_ai.response.id": "chatcmpl-1",
    });
    expect(readLog({ ...record, spanId: "" }, 0)).toMatchObject({ value: "relevant", spanId: null });
    expect(readLog({ ...record, traceId: "", spanId: "" }, 0)).toBe("no_span");
  });

  it("that tell of an exception complete the span's error", () => {
    expect(
      readLog(
        log("gen_ai.client.operation.exception", null, {
          "exception.type": "RateLimitError",
          "exception.message": "slow down",
          "exception.stacktrace": "at f",
        }),
        0,
      ),
    ).toMatchObject({ error: { type: "RateLimitError", message: "slow down", stack: "at f" }, input: null });
  });

  it("may have their name in its own field, and only an observed time", () => {
    const record = {
      ...log("", { content: "hi" }),
      eventName: "gen_ai.user.message",
      timeNs: 0n,
      observedNs: 5n,
    };
    expect(readLog(record, 0)).toMatchObject({ input: [{ content: "hi" }], occurredAtNs: 5n });
  });

  it("that are not about AI, about no span or of no time say why they are nothing", () => {
    expect(readLog(log("http.request", { content: "x" }), 0)).toBe("not_genai");
    expect(readLog({ ...log("gen_ai.user.message", { content: "x" }), spanId: "" }, 0)).toBe("no_span");
    expect(readLog({ ...log("gen_ai.user.message", { content: "x" }), timeNs: 0n }, 0)).toBe("no_time");
  });

  it("that are GenAI's and not understood are kept with their span as they came", () => {
    expect(readLog(log("gen_ai.future.event", { a: [1] }, { "gen_ai.b": 2 }), 0)).toMatchObject({
      spanId: "eee19b7ec3c1b174",
      attributes: { "event.name": "gen_ai.future.event", "gen_ai.b": 2, "log.body": { a: [1] } },
    });
  });
});

it("a request with a judgement of nothing says so, and keeps the others", () => {
  const evaluation = (ids: object) => ({
    ...ids,
    eventName: "gen_ai.evaluation.result",
    timeUnixNano: "1800000000000000000",
    attributes: [
      { key: "gen_ai.evaluation.name", value: { stringValue: "Relevance" } },
      { key: "gen_ai.evaluation.score.value", value: { doubleValue: 0.5 } },
      { key: "gen_ai.response.id", value: { stringValue: "chatcmpl-1" } },
    ],
  });
  const body = {
    resourceLogs: [
      {
        scopeLogs: [
          { logRecords: [evaluation({}), evaluation({ traceId: "5b8efff798038103d269b633813fc60c" })] },
        ],
      },
    ],
  };
  const { rejected, scores } = decodeLogs(Buffer.from(JSON.stringify(body)), "json");
  expect(rejected).toMatchObject([{ index: 0, code: "evaluation_without_target" }]);
  expect(scores).toMatchObject([{ name: "Relevance", value: 0.5 }]);
});
