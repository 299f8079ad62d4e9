import { expect, it } from "vitest";

import { modelName } from "./model-name";

it.each([
  ["gpt-4o", "gpt-4o-2024-08-06", "gpt-4o"],
  ["gpt-4o-2024-08-06", "gpt-4o-2024-08-06", "gpt-4o"],
  [null, "claude-sonnet-4-5-20250929", "claude-sonnet-4-5"],
  ["claude-sonnet-4-5@20250929", null, "claude-sonnet-4-5"],
  ["mistral-large-latest", "mistral-large-2411", "mistral-large"],
  ["prod-chat", "gpt-4o-2024-08-06", "prod-chat"],
  ["gpt-4-0613", null, "gpt-4"],
  ["gpt-3.5-turbo-0125", null, "gpt-3.5-turbo"],
  ["openai/gpt-4-0613", null, "openai/gpt-4"],
  ["grok-4-0709", null, "grok-4"],
  ["mistral-large-2411", null, "mistral-large"],
  ["gemini-2.0-flash-001", null, "gemini-2.0-flash"],
  ["models/gemini-2.5-flash", null, "gemini-2.5-flash"],
  ["gemini-2.5-flash-preview-09-2025", null, "gemini-2.5-flash-preview"],
  ["qwen3-235b-a22b-2507", null, "qwen3-235b-a22b-2507"],
  ["qwen-plus-2025-07-28", null, "qwen-plus"],
  ["claude-sonnet-4-5", null, "claude-sonnet-4-5"],
  ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", null, "us.anthropic.claude-sonnet-4-5"],
  ["amazon.nova-pro-v1:0", null, "amazon.nova-pro-v1:0"],
  ["-latest", null, "-latest"],
  [null, null, null],
])("asked for %j and answered by %j is %j", (requested, responded, name) => {
  expect(modelName(requested, responded)).toBe(name);
});
