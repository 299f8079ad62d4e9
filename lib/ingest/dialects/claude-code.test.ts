import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { modelSpan } from "./span.testing";

const scope = "com.anthropic.claude_code.tracing";
const said = (name: string, attributes: { [key: string]: Json }) =>
  modelSpan(attributes, { scope, span: { name } });

describe("Claude Code", () => {
  it("a request is a model call in bare names, whose input leaves the cache out", () =>
    expect(
      said("claude_code.llm_request", {
        "span.type": "llm_request",
        model: "claude-opus-4-5",
        "gen_ai.system": "anthropic",
        input_tokens: 2,
        output_tokens: 1200,
        cache_read_tokens: 84_562,
        cache_creation_tokens: 7096,
        ttft_ms: 1659,
        stop_reason: "tool_use",
        request_id: "req_1",
      }),
    ).toMatchObject({
      kind: "llm",
      provider: "anthropic",
      requestModel: "claude-opus-4-5",
      tokens: { inputUncached: 2, cacheRead: 84_562, cacheWrite: 7096, outputText: 1200 },
      usageRule: "claude-code",
      ttftNs: 1_659_000_000n,
      finishReason: "tool_calls",
      responseId: "req_1",
      dialect: "claude-code",
    }));

  it("fewer cached tokens than input are no part of it, either", () =>
    expect(
      said("claude_code.llm_request", {
        "span.type": "llm_request",
        input_tokens: 100,
        output_tokens: 1,
        cache_read_tokens: 40,
      }).tokens,
    ).toMatchObject({ inputUncached: 100, cacheRead: 40 }));

  it("an interaction begins with what the user said", () =>
    expect(
      said("claude_code.interaction", { "span.type": "interaction", user_prompt: "Fix it" }),
    ).toMatchObject({
      kind: "agent",
      input: [{ role: "user", content: "Fix it" }],
    }));

  it("a redacted prompt is none", () =>
    expect(
      said("claude_code.interaction", { "span.type": "interaction", user_prompt: "<REDACTED>" }).input,
    ).toBeNull());

  it("a tool runs once: what it waits for and does are no runs of their own", () => {
    expect(
      said("claude_code.tool", { "span.type": "tool", tool_name: "Bash", tool_use_id: "toolu_1" }),
    ).toMatchObject({
      kind: "tool",
      toolName: "Bash",
      toolCallId: "toolu_1",
    });
    expect(said("claude_code.tool.execution", { tool_name: "Bash", success: true }).kind).toBe("other");
    expect(said("claude_code.tool.blocked_on_user", { tool_name: "Bash" }).kind).toBe("other");
  });

  it("a request that did not succeed failed", () =>
    expect(
      said("claude_code.llm_request", { "span.type": "llm_request", success: false, error: "Overloaded" }),
    ).toMatchObject({ kind: "llm", isError: true, error: { message: "Overloaded" } }));
});
