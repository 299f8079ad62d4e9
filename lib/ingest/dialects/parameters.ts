import type { Json, JsonObject } from "@/lib/model/json";

/** Spellings of request parameters -> OpenTelemetry's last word. */
const NAMES: Record<string, string> = {
  temperature: "temperature",
  top_p: "top_p",
  topP: "top_p",
  top_k: "top_k",
  topK: "top_k",
  seed: "seed",
  max_tokens: "max_tokens",
  maxTokens: "max_tokens",
  max_completion_tokens: "max_tokens",
  max_output_tokens: "max_tokens",
  maxOutputTokens: "max_tokens",
  frequency_penalty: "frequency_penalty",
  frequencyPenalty: "frequency_penalty",
  presence_penalty: "presence_penalty",
  presencePenalty: "presence_penalty",
  stop: "stop_sequences",
  stop_sequences: "stop_sequences",
  stopSequences: "stop_sequences",
  n: "choice_count",
  reasoning_effort: "reasoning_level",
  response_format: "response_format",
  tool_choice: "tool_choice",
  parallel_tool_calls: "parallel_tool_calls",
  service_tier: "service_tier",
  dimensions: "dimensions",
  encoding_format: "encoding_format",
};

/** Keys of a request that are read elsewhere: model, content, stream. */
const READ = new Set([
  "model",
  "messages",
  "input",
  "prompt",
  "system",
  "instructions",
  "tools",
  "functions",
  "stream",
]);

/** A request's parameters as one JSON object -> ours, and what is left of it. Absent values (null, "") are no parameters. */
export function invocationParameters(invocation: JsonObject | null): {
  parameters: JsonObject | null;
  rest: JsonObject;
} {
  const parameters: JsonObject = {};
  const rest: JsonObject = {};
  for (const [key, value] of Object.entries(invocation ?? {})) {
    const name = Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
    if (READ.has(key) || value === null) continue;
    if (name === undefined) rest[key] = value;
    else parameters[name] ??= coerced(value);
  }
  return { parameters: Object.keys(parameters).length === 0 ? null : parameters, rest };
}

/** Some clients write every value as text. */
const coerced = (value: Json): Json =>
  typeof value === "string" && value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
