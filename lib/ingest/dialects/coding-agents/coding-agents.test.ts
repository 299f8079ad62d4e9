import { describe, expect, it } from "vitest";

import type { ModelSpan } from "@/lib/model/span";

import { decodeLogs } from "../../decode";

type Value = string | number | boolean | string[];

const valueOf = (value: Value): object =>
  typeof value === "string"
    ? { stringValue: value }
    : typeof value === "boolean"
      ? { boolValue: value }
      : Array.isArray(value)
        ? { arrayValue: { values: value.map(valueOf) } }
        : Number.isInteger(value)
          ? { intValue: String(value) }
          : { doubleValue: value };
const attributesOf = (said: { [key: string]: Value }) =>
  Object.entries(said).map(([key, value]) => ({ key, value: valueOf(value) }));

const AT_MS = 1_800_000_000_000;
interface Record {
  at?: number;
  body?: string;
  eventName?: string;
  traceId?: string;
  spanId?: string;
}
const record = (attributes: { [key: string]: Value }, { at = 0, body, ...more }: Record = {}) => ({
  timeUnixNano: `${AT_MS + at}000000`,
  ...(body === undefined ? {} : { body: valueOf(body) }),
  attributes: attributesOf(attributes),
  ...more,
});

function decode(records: object[], service = "claude-code", scope = "com.anthropic.claude_code.events") {
  const resource = { attributes: attributesOf({ "service.name": service, "service.version": "2.1.266" }) };
  return decodeLogs(
    Buffer.from(
      JSON.stringify({
        resourceLogs: [{ resource, scopeLogs: [{ scope: { name: scope }, logRecords: records }] }],
      }),
    ),
    "json",
  );
}

const only = (spans: readonly ModelSpan[]): ModelSpan => {
  expect(spans).toHaveLength(1);
  return spans[0] as ModelSpan;
};

const claude = (name: string, said: { [key: string]: Value }, more: Record = {}) =>
  record(
    { "session.id": "s-1", "user.id": "u-1", "event.name": name, "prompt.id": "p-1", ...said },
    { body: `claude_code.${name}`, ...more },
  );
const request = (said: { [key: string]: Value } = {}, more: Record = {}) =>
  claude(
    "api_request",
    {
      model: "claude-sonnet-4-5-20250929",
      cost_usd: 0.0421,
      duration_ms: "2500",
      input_tokens: "12",
      output_tokens: "300",
      cache_read_tokens: "9000",
      cache_creation_tokens: "400",
      request_id: "req_1",
      ...said,
    },
    { at: 5000, ...more },
  );

describe("events of Claude Code", () => {
  it("a request is a model call with the cache beside its input, the client's cost, and a start before its end", () => {
    expect(only(decode([request()]).spans)).toMatchObject({
      kind: "llm",
      name: "claude_code.api_request",
      provider: "anthropic",
      requestModel: "claude-sonnet-4-5-20250929",
      responseId: "req_1",
      tokens: { inputUncached: 12, cacheRead: 9000, cacheWrite: 400, outputText: 300 },
      reportedCostUsd: "0.0421",
      startedAtNs: BigInt(AT_MS + 2500) * 1_000_000n,
      durationNs: 2_500_000_000n,
      sessionId: "s-1",
      userId: "u-1",
      service: "claude-code",
      release: "2.1.266",
      parentSpanId: null,
    });
  });

  it("is known by its body, its event name, its logger or its service", () => {
    const said = { "session.id": "s-1", "prompt.id": "p-1", model: "claude-opus-4-5" };
    const named = { ...said, "event.name": "api_request" };
    const spans = [
      ...decode([record(said, { eventName: "claude_code.api_request" })], "other", "other").spans,
      ...decode([record(said, { body: "claude_code.api_request" })], "other", "other").spans,
      ...decode([record(named)], "other").spans,
      ...decode([record(named)], "claude-code", "other").spans,
    ];
    expect(spans.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      Array.from({ length: 4 }, () => "llm claude_code.api_request"),
    );
    expect(decode([record(named)], "other", "other").unkept).toMatchObject([{ reason: "not_genai" }]);
  });

  it("a request's cost is read as a number, as text, small, or in millionths", () => {
    const costOf = (said: { [key: string]: Value }) => only(decode([request(said)]).spans).reportedCostUsd;
    expect(costOf({ cost_usd: "0.0421" })).toBe("0.0421");
    expect(costOf({ cost_usd: 3e-7 })).toBe("0.0000003");
    expect(costOf({ cost_usd: "", cost_usd_micros: 42_100 })).toBe("0.0421");
  });

  it("the events of one prompt are one trace of their session, and those of another prompt another", () => {
    const { spans } = decode([
      claude("user_prompt", { prompt: "Fix the test", prompt_length: 12 }),
      request(),
      claude("tool_result", { tool_name: "Bash", success: "true", duration_ms: 40 }, { at: 6000 }),
      request({ "prompt.id": "p-2" }),
    ]);
    expect(new Set(spans.slice(0, 3).map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans[3]?.traceId).not.toBe(spans[0]?.traceId);
    expect(spans.map(({ sessionId }) => sessionId)).toEqual(["s-1", "s-1", "s-1", "s-1"]);
    expect(spans[0]).toMatchObject({ kind: "agent", inputValue: "Fix the test", durationNs: 0n });
  });

  it("a prompt that was not captured is unknown, not its mark", () => {
    expect(only(decode([claude("user_prompt", { prompt: "<REDACTED>" })]).spans).inputValue).toBeNull();
  });

  it("a failed request is a failed call without usage", () => {
    const failed = claude("api_error", {
      model: "claude-opus-4-5",
      error: "Overloaded",
      status_code: 529,
      duration_ms: 900,
    });
    expect(only(decode([failed]).spans)).toMatchObject({
      kind: "llm",
      isError: true,
      error: { type: "529", message: "Overloaded" },
      tokens: null,
      durationNs: 900_000_000n,
    });
  });

  it("a tool has its name, call id, arguments and error", () => {
    const failed = claude("tool_result", {
      tool_name: "Bash",
      tool_use_id: "toolu_1",
      success: "false",
      duration_ms: "1831",
      error: "exit 1",
      error_type: "ShellError",
      tool_parameters: '{"bash_command":"npm test"}',
    });
    expect(only(decode([failed]).spans)).toMatchObject({
      kind: "tool",
      toolName: "Bash",
      toolCallId: "toolu_1",
      inputValue: { bash_command: "npm test" },
      isError: true,
      error: { type: "ShellError", message: "exit 1" },
      durationNs: 1_831_000_000n,
    });
  });

  it("the text of a response joins the call of the same request, whichever comes first", () => {
    const answer = claude("assistant_response", { request_id: "req_1", response: "Fixed." }, { at: 5001 });
    const { spans, additions } = decode([answer, request()]);
    expect(additions).toMatchObject([
      {
        traceId: only(spans).traceId,
        spanId: only(spans).spanId,
        output: [{ role: "assistant", content: "Fixed." }],
      },
    ]);
  });

  it("what says nothing itself is kept beside the prompt that it belongs to; without one it is counted", () => {
    const hook = { hook_event: "Stop" };
    expect(only(decode([claude("hook_execution_start", hook)]).spans).kind).toBe("other");
    const { spans, unkept } = decode([claude("mcp_server_connection", { "prompt.id": "" })]);
    expect(spans).toEqual([]);
    expect(unkept).toEqual([{ name: "claude_code.mcp_server_connection", reason: "no_content", records: 1 }]);
  });

  it("all that a record says is kept as it came, read or not", () => {
    const { sent, attributes } = only(decode([request({ query_source: "repl_main_thread" })]).spans);
    expect(Object.fromEntries(sent?.attributes ?? [])).toMatchObject({
      input_tokens: "12",
      query_source: "repl_main_thread",
    });
    expect(sent?.about).toEqual({ body: "claude_code.api_request" });
    expect(attributes).toMatchObject({ query_source: "repl_main_thread" });
    expect(attributes).not.toHaveProperty("input_tokens");
  });

  it("the same bytes again are the same spans, whatever order they come in", () => {
    const records = [
      request(),
      claude("user_prompt", { prompt: "x" }),
      request({ request_id: "req_2" }, { at: 9000 }),
    ];
    const text = (spans: readonly ModelSpan[]) =>
      spans.map(({ traceId, spanId, name }) => `${traceId} ${spanId} ${name}`).toSorted();
    expect(text(decode(records.toReversed()).spans)).toEqual(text(decode(records).spans));
    expect(new Set(text(decode([...records, ...records]).spans)).size).toBe(3);
  });

  it("a record within a span of the client's stays in that trace; it is a call, and no second tool", () => {
    const ids = { traceId: "a".repeat(32), spanId: "b".repeat(16) };
    const { spans } = decode([request({}, ids), claude("tool_result", { tool_name: "Bash" }, ids)]);
    expect(spans).toMatchObject([
      { ...{ traceId: ids.traceId, parentSpanId: ids.spanId }, kind: "llm" },
      { ...{ traceId: ids.traceId, parentSpanId: ids.spanId }, kind: "other", toolName: null },
    ]);
  });
});

const codex = (name: string, said: { [key: string]: Value }, more: Record = {}) =>
  record(
    {
      "event.name": `codex.${name}`,
      "conversation.id": "c-1",
      "app.version": "0.61.0",
      model: "gpt-5.1-codex",
      ...said,
    },
    { eventName: "event otel/src/events/session_telemetry.rs:1000", ...more },
  );
const decodeCodex = (records: object[]) => decode(records, "codex_cli_rs", "codex_otel");

describe("events of Codex", () => {
  it("the end of a response is a model call whose input includes the cache and whose output the reasoning", () => {
    const end = codex("sse_event", {
      "event.kind": "response.completed",
      input_token_count: "1000",
      output_token_count: "200",
      cached_token_count: 800,
      reasoning_token_count: 50,
      tool_token_count: "1200",
    });
    expect(only(decodeCodex([end]).spans)).toMatchObject({
      kind: "llm",
      provider: "openai",
      requestModel: "gpt-5.1-codex",
      tokens: { inputUncached: 200, cacheRead: 800, outputText: 150, reasoning: 50 },
      durationNs: null,
      sessionId: "c-1",
      release: "0.61.0",
    });
  });

  it("the pieces of a stream are counted, an end in an error is a failed call", () => {
    const { spans, unkept } = decodeCodex([
      codex("sse_event", { "event.kind": "response.output_text.delta", duration_ms: "3" }),
      codex("sse_event", { "event.kind": "response.output_text.delta", duration_ms: "4" }, { at: 1 }),
      codex("sse_event", { "event.kind": "response.failed", "error.message": "quota" }, { at: 2 }),
    ]);
    expect(unkept).toEqual([{ name: "codex.sse_event", reason: "no_content", records: 2 }]);
    expect(only(spans)).toMatchObject({
      kind: "llm",
      isError: true,
      error: { message: "quota" },
      tokens: null,
    });
  });

  it("a request that was answered is no second call, one that was refused is a failed one", () => {
    const { spans } = decodeCodex([
      codex("api_request", { duration_ms: "700", "http.response.status_code": 200, attempt: 1 }),
      codex(
        "api_request",
        { duration_ms: "80", "http.response.status_code": 429, "error.message": "slow" },
        { at: 1 },
      ),
    ]);
    expect(spans).toMatchObject([
      { kind: "other", isError: false },
      { kind: "llm", isError: true, error: { type: "429", message: "slow" }, durationNs: 80_000_000n },
    ]);
  });

  it("a session is one trace: prompt, tool with arguments and output", () => {
    const { spans } = decodeCodex([
      codex("user_prompt", { prompt: "ls", prompt_length: "2" }),
      codex("tool_result", {
        tool_name: "shell",
        call_id: "call_1",
        arguments: '{"command":["ls"]}',
        duration_ms: "42",
        success: "true",
        output: "README.md",
      }),
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans).toMatchObject([
      { kind: "agent", inputValue: "ls" },
      {
        kind: "tool",
        toolName: "shell",
        inputValue: { command: ["ls"] },
        outputValue: "README.md",
        isError: false,
      },
    ]);
  });
});

const gemini = (name: string, said: { [key: string]: Value }, more: Record = {}) =>
  record(
    { "session.id": "g-1", "event.name": `gemini_cli.${name}`, prompt_id: "g-1########0", ...said },
    more,
  );
const decodeGemini = (records: object[]) => decode(records, "gemini-cli", "gemini-cli");

describe("events of Gemini CLI", () => {
  it("a response is a model call: thoughts beside the answer, tool prompts beside the prompt, the cache inside it", () => {
    const response = gemini("api_response", {
      model: "gemini-2.5-pro",
      duration_ms: 1500,
      input_token_count: 1000,
      output_token_count: 80,
      cached_content_token_count: 600,
      thoughts_token_count: 40,
      tool_token_count: 10,
      total_token_count: 1130,
      finish_reasons: ["STOP"],
      response_text: '[{"candidates":[{"content":{"parts":[{"text":"Hi."}]}}]}]',
    });
    expect(only(decodeGemini([response]).spans)).toMatchObject({
      kind: "llm",
      provider: "gcp.gemini",
      tokens: { inputUncached: 410, cacheRead: 600, outputText: 80, reasoning: 40 },
      durationNs: 1_500_000_000n,
      finishReason: "stop",
      output: [{ role: "assistant", content: "Hi." }],
      sessionId: "g-1",
      release: null,
    });
  });

  it("counts that are nothing but zeros are unknown", () => {
    const response = gemini("api_response", {
      model: "gemini-2.5-pro",
      input_token_count: 0,
      output_token_count: 0,
    });
    expect(only(decodeGemini([response]).spans).tokens).toBeNull();
  });

  it("an error is a failed call, a tool call a tool, a configuration no span", () => {
    const { spans, unkept } = decodeGemini([
      gemini("api_error", {
        model_name: "gemini-2.5-pro",
        "error.message": "quota",
        duration: 300,
        status_code: 429,
      }),
      gemini("tool_call", {
        function_name: "read_file",
        function_args: '{"path":"a"}',
        success: true,
        duration_ms: 5,
      }),
      gemini("config", { prompt_id: "", model: "gemini-2.5-pro" }),
    ]);
    expect(spans).toMatchObject([
      {
        kind: "llm",
        isError: true,
        requestModel: "gemini-2.5-pro",
        error: { type: "429", message: "quota" },
      },
      { kind: "tool", toolName: "read_file", inputValue: { path: "a" } },
    ]);
    expect(unkept).toEqual([{ name: "gemini_cli.config", reason: "no_content", records: 1 }]);
  });
});

it("records that are no event of an agent are counted by name and reason, bounded whatever is sent", () => {
  const { unkept, ignored } = decode(
    [
      record({ "event.name": "app.started" }),
      record({ "event.name": "app.started" }),
      record({}, { body: "a line of a log" }),
      record({ "event.name": "gen_ai.choice" }),
      ...Array.from({ length: 200 }, (_, index) => record({ "event.name": `${"x".repeat(200)}${index}` })),
    ],
    "shop",
    "shop",
  );
  expect(ignored).toBe(204);
  expect(unkept?.slice(0, 2)).toEqual([
    { name: `${"x".repeat(99)}…`, reason: "not_genai", records: 200 },
    { name: "app.started", reason: "not_genai", records: 2 },
  ]);
  expect(unkept).toContainEqual({ name: "", reason: "not_genai", records: 1 });
  expect(unkept).toContainEqual({ name: "gen_ai.choice", reason: "no_span", records: 1 });
});
