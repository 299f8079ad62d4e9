import { describe, expect, test } from "vitest";

import { airlineFile, conversation, readAirline } from "./fixtures.testing";
import { planConversation } from "./plan-conversation";

const START = Date.parse("2026-06-01T08:00:00Z");
const plan = () => planConversation(conversation, 0, START);

describe("a conversation becomes a session", () => {
  test("each user message up to the next is one trace, its root last", () => {
    const { traces } = plan();
    expect(traces.map((spans) => spans.map((span) => span.name))).toEqual([
      ["chat gpt-4o", "execute_tool book_reservation", "chat gpt-4o", "invoke_agent airline-support"],
      ["invoke_agent airline-support"],
    ]);
    expect(new Set(traces[0]?.map((span) => span.traceId)).size).toBe(1);
    expect(traces[0]?.[0]?.traceId).not.toBe(traces[1]?.[0]?.traceId);
  });

  test("a call's input is every message before it, the system prompt included", () => {
    const roles = plan().traces[0]?.map((span) => {
      const input = span.attributes["gen_ai.input.messages"];
      return typeof input === "string" ? (JSON.parse(input) as { role: string }[]).map((m) => m.role) : null;
    });
    expect(roles).toEqual([["system", "user"], null, ["system", "user", "assistant", "tool"], ["user"]]);
  });

  test("a tool's arguments are the text in the call that asked for it, and a failure is an error of the tool", () => {
    const tool = plan().traces[0]?.[1];
    expect(tool?.attributes).toMatchObject({
      "gen_ai.tool.call.id": "call_1",
      "gen_ai.tool.call.arguments": '{"seat": "12A"}',
      "gen_ai.tool.call.result": "Error: seat taken",
      "recount.side_effect": true,
    });
    expect(tool?.error).toEqual({ type: "tool_error", message: "seat taken" });
    expect(plan().traces[0]?.at(-1)?.error).toBeUndefined();
  });

  test("arguments that a parser would rewrite stay text in the output message", () => {
    const output = plan().traces[0]?.[0]?.attributes["gen_ai.output.messages"];
    expect(JSON.parse(String(output))).toEqual([
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "call_1", name: "book_reservation", arguments: '{"seat": "12A"}' }],
        finish_reason: "tool_calls",
      },
    ]);
  });

  test("the reward is a score of the session, under the same id every time", () => {
    expect(plan().score).toMatchObject({
      session_id: "task-7-trial-1",
      name: "reward",
      value: 1,
      source: "code",
    });
    expect(plan().score.id).toBe(plan().score.id);
  });

  test("planning twice gives the same ids and times; another start gives others", () => {
    expect(plan()).toEqual(plan());
    expect(planConversation(conversation, 0, START + 1).traces[0]?.[0]?.spanId).not.toBe(
      plan().traces[0]?.[0]?.spanId,
    );
  });

  test("steps follow one another inside their root", () => {
    for (const spans of plan().traces) {
      const root = spans.at(-1);
      for (const [i, span] of spans.entries()) {
        expect(span.endNs).toBeGreaterThan(span.startNs);
        expect(span.startNs >= root!.startNs && span.endNs <= root!.endNs).toBe(true);
        if (i > 0 && span !== root) expect(span.startNs).toBeGreaterThan(spans[i - 1]!.endNs);
      }
    }
  });
});

const file = airlineFile();
// Recorded data that a clone may lack (RECOUNT_FIXTURES); a test that is skipped counts as failed.
if (file !== null)
  describe("the airline file", () => {
    const planned = file ? readAirline(file).map((line, index) => planConversation(line, index, START)) : [];
    const spans = planned.flatMap((session) => session.traces.flat());
    const count = (operation: string) =>
      spans.filter((span) => span.attributes["gen_ai.operation.name"] === operation).length;

    test("holds 100 sessions, 757 traces, 1,229 model calls and 572 tool runs", () => {
      expect({
        sessions: new Set(planned.map((session) => session.sessionId)).size,
        traces: new Set(spans.map((span) => span.traceId)).size,
        roots: spans.filter((span) => span.parentSpanId === null).length,
        llm: count("chat"),
        tool: count("execute_tool"),
        solved: planned.filter((session) => session.score.value === 1).length,
      }).toEqual({ sessions: 100, traces: 757, roots: 757, llm: 1229, tool: 572, solved: 43 });
    });

    test("gives every span its own id and every tool its arguments", () => {
      expect(new Set(spans.map((span) => span.spanId)).size).toBe(spans.length);
      const tools = spans.filter((span) => span.attributes["gen_ai.operation.name"] === "execute_tool");
      expect(tools.every((span) => span.attributes["gen_ai.tool.call.arguments"] !== undefined)).toBe(true);
    });
  });
