import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";

import { said, type AgentEvent, type AgentReading, type CodingAgent } from "./agent-event";

/**
 * Events of Gemini CLI, as in google-gemini/gemini-cli docs/cli/telemetry.md and packages/core/src/telemetry/types.ts: attribute
 * `event.name` is `gemini_cli.<event>`, `session.id` on all of them, `prompt_id` on those of a prompt.
 */
export const geminiCli: CodingAgent = {
  prefix: "gemini_cli.",
  feature: "gemini-cli",
  session: (event) => event.text("session.id"),
  turn: (event) => event.text("prompt_id"),
  user: (event) => event.text("user.email", "installation.id"),
  // Its resource has the version of Node.js in the place of the program's.
  release: (event) => event.text("app.version"),
  read(event) {
    switch (event.name) {
      case "user_prompt":
        return { kind: "agent", durationMs: 0, inputValue: event.content("prompt") };
      case "api_request":
        return { kind: "other", durationMs: 0, inputValue: event.value("request_text") };
      case "api_response":
        return response(event);
      case "api_error":
        return {
          ...call(event),
          durationMs: event.duration("duration_ms", "duration"),
          failure: {
            type: event.text("error.type", "error_type", "status_code"),
            message: event.text("error.message", "error"),
          },
        };
      case "tool_call":
        return {
          kind: "tool",
          durationMs: event.duration("duration_ms"),
          toolName: event.text("function_name"),
          toolCallId: event.text("call_id"),
          inputValue: event.value("function_args"),
          failure: event.failed
            ? { type: event.text("error_type", "error.type"), message: event.text("error", "error.message") }
            : null,
        };
      default:
        return null;
    }
  },
};

const call = (event: AgentEvent): AgentReading => ({
  kind: "llm",
  model: event.text("model", "model_name"),
  provider: event.text("auth_type")?.includes("vertex") ? "gcp.vertex_ai" : "gcp.gemini",
});

function response(event: AgentEvent): AgentReading {
  const reasons = event.log.attributes.get("finish_reasons");
  return {
    ...call(event),
    durationMs: event.duration("duration_ms"),
    responseId: event.text("response_id"),
    finishReason: Array.isArray(reasons) ? String(reasons[0] ?? "") : event.text("finish_reasons"),
    usage: usage(event),
    output: said("assistant", answer(event.value("response_text"))),
  };
}

/**
 * Gemini's own counts: the prompt includes what was cached, tool prompts and thoughts stand beside the prompt and the answer. The
 * client writes 0 for what the response leaves out, so that nothing but zeros says nothing.
 */
function usage(event: AgentEvent): AgentReading["usage"] {
  const counts = [
    "input_token_count",
    "output_token_count",
    "cached_content_token_count",
    "thoughts_token_count",
    "tool_token_count",
  ].map((key) => event.count(key));
  if (counts.every((count) => count === null || count === 0)) return {};
  const [input = null, output = null, cached = null, thoughts = null, tool = null] = counts;
  return {
    input: input === null ? null : input + (tool ?? 0),
    output: output === null ? null : output + (thoughts ?? 0),
    cacheRead: cached,
    reasoning: thoughts,
    style: "inclusive",
    rule: "inclusive: gemini_cli events",
  };
}

/** The text of the first candidate, where the response came as JSON; else as it came. */
function answer(response: Json): string | null {
  if (response === null || typeof response === "string") return response;
  const whole = JSON.stringify(response);
  const [last] = Array.isArray(response) ? response.slice(-1) : [response];
  const candidates = isObject(last) ? last.candidates : null;
  const [candidate] = Array.isArray(candidates) ? candidates : [];
  const content = isObject(candidate) && isObject(candidate.content) ? candidate.content.parts : null;
  if (!Array.isArray(content)) return whole;
  const texts = content.flatMap((part) =>
    isObject(part) && typeof part.text === "string" ? [part.text] : [],
  );
  return texts.length === content.length ? texts.join("") : whole;
}
