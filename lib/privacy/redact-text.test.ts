import { expect, it } from "vitest";

import { redactText } from "./redact-text";

it.each([
  ['{"api_key": "abc\\"def", "n": 1}', '{"api_key": "[redacted]", "n": 1}'],
  ['{"http.request.header.authorization":"x"}', '{"http.request.header.authorization":"[redacted]"}'],
  [
    '{"key":"db.password","value":{"stringValue":"hunter2"}}',
    '{"key":"db.password","value":{"stringValue":"[redacted]"}}',
  ],
  ["authorization: Bearer abcdefgh.ijkl", "authorization: Bearer [redacted]"],
  ["?access_token=abc&x=1", "?access_token=[redacted]&x=1"],
  ["with rk_0123456789abcdefXY and sk-proj-0123456789abcdef", "with [redacted] and [redacted]"],
])("takes out what is a secret by its name or its look: %s", (text, expected) => {
  expect(redactText(text)).toBe(expected);
});

it("leaves everything else as it is", () => {
  const text =
    '{"prompt": "What is a password?", "tokens": 12, "key": "name", "value": {"stringValue": "x"}}';
  expect(redactText(text)).toBe(text);
});
