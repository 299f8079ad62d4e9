import fc from "fast-check";
import { expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { emptyScope } from "../../otlp/shape";
import type { OtlpLog } from "../../otlp/shape";
import { agentOf, readAgentEvent } from "./index";

const NAMES = [
  "claude_code.user_prompt",
  "claude_code.api_request",
  "claude_code.api_error",
  "claude_code.assistant_response",
  "claude_code.tool_result",
  "claude_code.api_response_body",
  "claude_code.of_the_future",
  "codex.sse_event",
  "codex.api_request",
  "codex.user_prompt",
  "codex.tool_result",
  "gemini_cli.api_response",
  "gemini_cli.api_error",
  "gemini_cli.tool_call",
];
const KEYS = [
  ...[
    "session.id",
    "prompt.id",
    "prompt_id",
    "conversation.id",
    "model",
    "request_id",
    "duration_ms",
    "success",
  ],
  ...[
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cost_usd",
    "cost_usd_micros",
    "error",
    "status_code",
  ],
  ...["input_token_count", "output_token_count", "thoughts_token_count", "event.kind", "error.message"],
  ...[
    "prompt",
    "response",
    "tool_name",
    "tool_parameters",
    "arguments",
    "output",
    "response_text",
    "finish_reasons",
  ],
];
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
  fc.constantFrom<Json[]>(
    "true",
    false,
    "12",
    12,
    -1,
    1e30,
    "NaN",
    "<REDACTED>",
    "[{",
    '[{"candidates":[null]}]',
  ),
);

it("an event of any shape is a span, an addition or a reason, and as a span it has all that was sent", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...NAMES),
      fc.dictionary(fc.constantFrom(...KEYS), value),
      fc.oneof(fc.constant<Json>(null), value),
      fc.constantFrom(0n, 1_800_000_000_000_000_000n),
      (name, said, body, timeNs) => {
        const attributes = new Map<string, Json>([["event.name", name], ...Object.entries(said)]);
        const log: OtlpLog = {
          ...{ traceId: "", spanId: "", eventName: "", observedNs: 0n, size: 0 },
          ...{ timeNs, body, attributes },
        };
        const resource = { attributes: new Map<string, Json>() };
        const scope = emptyScope();
        const agent = agentOf(log, resource, scope);
        if (agent === null) throw new Error("its name is known");
        const read = readAgentEvent(agent, log, resource, scope);
        if (typeof read === "string" || !("kind" in read)) return;
        expect([...(read.sent?.attributes ?? [])]).toEqual([...attributes]);
        expect(read.durationNs ?? 0n).toBeGreaterThanOrEqual(0n);
        expect(read.startedAtNs).toBeLessThanOrEqual(timeNs);
        for (const count of Object.values(read.tokens ?? {}))
          if (count !== null && count !== undefined) expect(count).toBeGreaterThanOrEqual(0);
        const again = readAgentEvent(agent, log, resource, scope);
        expect(again).toEqual(read);
      },
    ),
    { numRuns: 3_000 },
  );
});
