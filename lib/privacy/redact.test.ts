import { expect, it } from "vitest";

import { redactSecrets } from "./redact";

it("takes credentials out of copied headers, however deep, and leaves the rest", () => {
  const attributes = {
    "http.request.header.authorization": "Bearer abc",
    ai: { request: { headers: { "x-api-key": "k", "user-agent": "node" } } },
    list: [{ cookie: "a=b" }],
    "gen_ai.usage.input_tokens": 3,
    token_count: 5,
  };
  expect(redactSecrets(attributes)).toEqual({
    "http.request.header.authorization": "[redacted]",
    ai: { request: { headers: { "x-api-key": "[redacted]", "user-agent": "node" } } },
    list: [{ cookie: "[redacted]" }],
    "gen_ai.usage.input_tokens": 3,
    token_count: 5,
  });
});
