import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { modelSpan } from "./span.testing";

const searched = (output: Json) =>
  modelSpan({ "openinference.span.kind": "LLM", "output.value": JSON.stringify(output) }).webSearches;

describe("searches of the web within a call are counted", () => {
  it("in Anthropic's usage", () => {
    const usage = { input_tokens: 1, output_tokens: 1, server_tool_use: { web_search_requests: 3 } };
    expect(searched({ type: "message", usage })).toBe(3);
    expect(searched({ generations: [[{ message: { response_metadata: { usage } } }]] })).toBe(3);
    expect(
      modelSpan({
        "gen_ai.operation.name": "chat",
        "gen_ai.usage.server_tool_use.web_search_requests": 3,
      }).webSearches,
    ).toBe(3);
  });
  it("as items of OpenAI's Responses, without the opening of pages", () =>
    expect(
      searched({
        object: "response",
        output: [
          { type: "web_search_call", status: "completed" },
          { type: "web_search_call", action: { type: "search" } },
          { type: "web_search_call", action: { type: "open_page" } },
          { type: "message", content: [] },
        ],
      }),
    ).toBe(2));
  it("nowhere where nobody says it", () =>
    expect(searched({ object: "response", output: [] })).toBeUndefined());
});
