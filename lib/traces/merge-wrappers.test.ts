import { describe, expect, it } from "vitest";

import type { SpanDocument } from "./document";
import { mergeWrappers } from "./merge-wrappers";

const said = (id: string, more: Partial<SpanDocument> = {}): SpanDocument =>
  ({
    span_id: id,
    error: null,
    input: null,
    output: null,
    output_text: null,
    tool_calls: null,
    tool_definitions: null,
    parameters: null,
    prompt: null,
    ttft_ms: null,
    tokens: null,
    finish_reason: null,
    system: null,
    cost_usd: null,
    duration_ms: null,
    ...more,
  }) as SpanDocument;

const message = (content: string) => ({ role: "user", content });

describe("a call with what its wrappers know", () => {
  it("has the messages of whoever has more, and facts of the innermost that has them", () => {
    const merged = mergeWrappers(
      said("wire", { ttft_ms: 250, input: [message("hi")], cost_usd: "0.1", duration_ms: 900 }),
      [
        said("sdk", {
          ttft_ms: 200,
          finish_reason: "stop",
          input: [message("be short"), message("hi")],
          output: [{ role: "assistant", content: "hello" }],
          output_text: "hello",
          system: "be short",
          duration_ms: 950,
        }),
        said("framework", { finish_reason: "other", parameters: { temperature: 0.2 } }),
      ],
    );
    expect(merged).toMatchObject({
      span_id: "wire",
      ttft_ms: 250,
      finish_reason: "stop",
      system: "be short",
      input: [message("be short"), message("hi")],
      output_text: "hello",
      parameters: { temperature: 0.2 },
      cost_usd: "0.1",
      duration_ms: 900,
      wrapped_by: ["sdk", "framework"],
    });
  });
  it("that failed says the type that it knows and the message that only its wrapper knows", () => {
    const failed = (error: SpanDocument["error"]) => said("a", { error });
    expect(
      mergeWrappers(failed({ type: "429", message: null }), [
        failed({ type: "RateLimitError", message: "429 Rate limit reached" }),
      ]).error,
    ).toMatchObject({ type: "429", message: "429 Rate limit reached" });
  });
  it("alone is itself", () => {
    const call = said("wire");
    expect(mergeWrappers(call, [])).toBe(call);
  });
});
