import { expect, it } from "vitest";

import type { SpanDocument } from "./document";
import { mergeWrappers } from "./merge-wrappers";

const failed = (error: SpanDocument["error"]) =>
  ({ span_id: "a", error, input: null, output: null, parameters: null, prompt: null }) as SpanDocument;

it("a failed call says the type that it knows and the message that only its wrapper knows", () => {
  const call = failed({ type: "429", message: null });
  const wrapper = failed({ type: "RateLimitError", message: "429 Rate limit reached" });
  expect(mergeWrappers(call, [wrapper]).error).toMatchObject({
    type: "429",
    message: "429 Rate limit reached",
  });
});
