import { decimalString } from "@/lib/money/nano-usd";

import {
  said,
  type AgentAddition,
  type AgentEvent,
  type AgentReading,
  type CodingAgent,
} from "./agent-event";

/**
 * Events of Claude Code and the Claude Agent SDK, as published at code.claude.com/docs/en/monitoring-usage ("Events"): logger
 * `com.anthropic.claude_code.events`, body `claude_code.<event>`, attribute `event.name` without the prefix.
 */
export const claudeCode: CodingAgent = {
  prefix: "claude_code.",
  feature: "claude-code",
  session: (event) => event.text("session.id"),
  turn: (event) => event.text("prompt.id"),
  user: (event) => event.text("user.id", "user.account_uuid", "user.account_id", "user.email"),
  release: (event, resource) => event.text("app.version") ?? resource,
  read(event) {
    switch (event.name) {
      case "user_prompt":
        return { kind: "agent", durationMs: 0, inputValue: event.content("prompt") };
      case "api_request":
        return { ...call(event), usage: usage(event), costUsd: cost(event) };
      case "api_error":
        return { ...call(event), failure: failure(event) };
      // Sums up what api_error told already.
      case "api_retries_exhausted":
        return { kind: "other", durationMs: 0, failure: failure(event) };
      case "assistant_response":
        return response(event);
      case "tool_result":
        return tool(event);
      case "api_request_body":
        return { kind: "other", durationMs: 0, inputValue: event.value("body", "body_ref") };
      case "api_response_body":
        return { kind: "other", durationMs: 0, outputValue: event.value("body", "body_ref") };
      default:
        return null;
    }
  },
};

const call = (event: AgentEvent): AgentReading => {
  const model = event.text("model");
  const parameters: AgentReading["parameters"] = {};
  for (const key of ["speed", "effort"]) {
    const value = event.text(key);
    if (value !== null) parameters[key] = value;
  }
  return {
    kind: "llm",
    durationMs: event.duration("duration_ms"),
    model,
    provider: providerOf(model),
    responseId: event.text("request_id", "client_request_id"),
    parameters,
  };
};

const failure = (event: AgentEvent): NonNullable<AgentReading["failure"]> => ({
  type: event.text("status_code", "error_type"),
  message: event.text("error"),
});

/** The Messages API's own counts: `input_tokens` are those that the cache neither gave nor took. */
const usage = (event: AgentEvent): AgentReading["usage"] => ({
  input: event.count("input_tokens"),
  output: event.count("output_tokens"),
  cacheRead: event.count("cache_read_tokens"),
  cacheWrite: event.count("cache_creation_tokens"),
  style: "exclusive",
  rule: "exclusive: claude_code events",
});

function cost(event: AgentEvent): string | null {
  const usd = event.number("cost_usd");
  if (usd !== null) return decimalString(usd);
  const micros = event.number("cost_usd_micros");
  return micros === null ? null : decimalString(micros / 1e6);
}

/** The same models at Amazon and Google have other names. */
const providerOf = (model: string | null): string | null =>
  model === null
    ? null
    : /(?:^|\.)anthropic\./.test(model)
      ? "aws.bedrock"
      : /^claude.*@/.test(model)
        ? "gcp.vertex_ai"
        : model.startsWith("claude")
          ? "anthropic"
          : null;

/** The text of a response comes beside the request's figures, and names the same request. */
function response(event: AgentEvent): AgentReading | AgentAddition {
  const text = event.content("response");
  const request = event.text("request_id");
  if (request !== null && text !== null) return { call: request, output: said("assistant", text) ?? [] };
  return { kind: "other", durationMs: 0, outputValue: text };
}

function tool(event: AgentEvent): AgentReading {
  return {
    kind: "tool",
    durationMs: event.duration("duration_ms"),
    toolName: event.text("tool_name", "name"),
    toolCallId: event.text("tool_use_id"),
    inputValue: event.value("tool_input", "tool_parameters"),
    outputValue: event.value("tool_output", "tool_result"),
    failure: event.failed ? { type: event.text("error_type"), message: event.text("error") } : null,
  };
}
