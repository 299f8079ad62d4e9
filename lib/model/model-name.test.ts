import { expect, it } from "vitest";

import { modelName } from "./model-name";

it.each([
  ["gpt-4o", "gpt-4o-2024-08-06", "gpt-4o"],
  ["gpt-4o-2024-08-06", "gpt-4o-2024-08-06", "gpt-4o"],
  [null, "claude-sonnet-4-5-20250929", "claude-sonnet-4-5"],
  ["claude-sonnet-4-5@20250929", null, "claude-sonnet-4-5"],
  ["mistral-large-latest", "mistral-large-2411", "mistral-large"],
  ["prod-chat", "gpt-4o-2024-08-06", "prod-chat"],
  ["gpt-4-0613", null, "gpt-4-0613"],
  ["claude-sonnet-4-5", null, "claude-sonnet-4-5"],
  ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", null, "us.anthropic.claude-sonnet-4-5-20250929-v1:0"],
  ["-latest", null, "-latest"],
  [null, null, null],
])("asked for %j and answered by %j is %j", (requested, responded, name) => {
  expect(modelName(requested, responded)).toBe(name);
});
