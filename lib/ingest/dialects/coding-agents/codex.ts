import type { AgentEvent, AgentReading, CodingAgent } from "./agent-event";

/**
 * Events of OpenAI's Codex, as in openai/codex codex-rs/otel/src/events/session_telemetry.rs and docs/config.md ("otel"):
 * attribute `event.name` is `codex.<event>`, every event has `conversation.id`, and numbers may come as text. It has no word for
 * one prompt, so a session is one trace.
 */
export const codex: CodingAgent = {
  prefix: "codex.",
  feature: "codex",
  session: (event) => event.text("conversation.id"),
  turn: () => null,
  user: (event) => event.text("user.account_id", "user.email"),
  release: (event, resource) => event.text("app.version") ?? resource,
  read(event) {
    switch (event.name) {
      case "user_prompt":
        return { kind: "agent", durationMs: 0, inputValue: event.content("prompt") };
      case "conversation_starts":
      case "tool_decision":
        return { kind: "other", durationMs: 0 };
      case "sse_event":
        return stream(event);
      case "api_request":
      case "websocket_request":
        return request(event);
      case "tool_result":
        return {
          kind: "tool",
          durationMs: event.duration("duration_ms"),
          toolName: event.text("tool_name"),
          toolCallId: event.text("call_id"),
          inputValue: event.value("arguments"),
          outputValue: event.value("output"),
          failure: event.failed ? { type: null, message: event.text("error.message") } : null,
        };
      default:
        return null;
    }
  },
};

const call = (event: AgentEvent): AgentReading => {
  const model = event.text("model");
  return {
    kind: "llm",
    model,
    provider: model !== null && /^(?:gpt-|o\d|codex)/.test(model) ? "openai" : null,
  };
};

const ENDS = new Set(["response.completed", "response.failed", "response.incomplete"]);

/**
 * The end of a response has its counts and no duration. Of the many other events of a stream only those that end it with an
 * error say something. `tool_token_count` is the total.
 */
function stream(event: AgentEvent): AgentReading | null {
  const kind = event.text("event.kind");
  const message = event.text("error.message");
  const ended = kind === null || ENDS.has(kind);
  if (message !== null && ended)
    return { ...call(event), durationMs: null, failure: { type: kind, message } };
  if (event.count("input_token_count") === null && event.count("output_token_count") === null) return null;
  return {
    ...call(event),
    durationMs: null,
    responseId: event.text("response_id", "response.id"),
    usage: {
      input: event.count("input_token_count"),
      output: event.count("output_token_count"),
      cacheRead: event.count("cached_token_count"),
      reasoning: event.count("reasoning_token_count"),
      style: "inclusive",
      rule: "inclusive: codex events",
    },
  };
}

/** A request that was answered is counted by the end of its stream; one that failed is a failed call. */
function request(event: AgentEvent): AgentReading {
  const status = event.number("http.response.status_code", "http.status_code", "status");
  const message = event.text("error.message", "error");
  const durationMs = event.duration("duration_ms");
  if (message === null && !event.failed && (status === null || status < 400))
    return { kind: "other", durationMs };
  return { ...call(event), durationMs, failure: { type: status === null ? null : String(status), message } };
}
