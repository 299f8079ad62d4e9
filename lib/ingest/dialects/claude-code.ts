import type { SpanKind } from "@/lib/model/kind";

import type { Dialect, Reading } from "./dialect";
import type { Facts } from "./facts";
import { lookUp } from "./look-up";
import { usageIn } from "./usage-attributes";

/**
 * By `span.type`, and by the span's name where a version does not say it. What a tool waits for and does lies below the tool's
 * own span and is no second run.
 */
const KINDS: Record<string, SpanKind> = {
  interaction: "agent",
  llm_request: "llm",
  tool: "tool",
  "tool.execution": "other",
  "tool.blocked_on_user": "other",
  hook: "other",
};

const PREFIX = "claude_code.";

/** Claude Code and its Agent SDK: an interaction, its model requests and tools, in names without a first word. */
export const claudeCode: Dialect = {
  name: "claude-code",
  matches: ({ span, scope }) =>
    span.name.startsWith(PREFIX) || scope.name === "com.anthropic.claude_code.tracing",
  read(facts) {
    const { name } = facts.span;
    const kind =
      lookUp(KINDS, facts.text("span.type") ?? "") ??
      (name.startsWith(PREFIX) ? lookUp(KINDS, name.slice(PREFIX.length)) : undefined) ??
      null;
    const failed = facts.peek("success") === false || facts.peek("success") === "false";
    return {
      kind,
      isError: failed && kind !== "other",
      error: failed ? { message: facts.text("error") } : null,
      ...(kind === "llm"
        ? request(facts)
        : kind === "tool"
          ? tool(facts)
          : kind === "agent"
            ? turn(facts)
            : {}),
    };
  },
};

function request(facts: Facts): Reading {
  const counts = usageIn(facts, "bare")?.counts;
  const answer = facts.text("response.model_output");
  return {
    requestModel: facts.text("model"),
    responseId: facts.text("request_id", "client_request_id"),
    // Anthropic's own counts, which leave the cache out.
    usage: counts === undefined ? null : { ...counts, style: "exclusive", rule: "claude-code" },
    finishReason: facts.text("stop_reason"),
    output: answer === null ? null : [{ role: "assistant", content: answer }],
  };
}

const tool = (facts: Facts): Reading => ({
  toolName: facts.text("tool_name"),
  toolCallId: facts.text("tool_use_id"),
  inputValue: facts.exact("tool_input"),
});

/** Redacted unless the program's user allows it. */
function turn(facts: Facts): Reading {
  if (facts.peek("user_prompt") === "<REDACTED>") return {};
  const prompt = facts.text("user_prompt");
  return { input: prompt === null ? null : [{ role: "user", content: prompt }] };
}
