import { expect, it } from "vitest";

import { keyLimitsText } from "@/components/api-keys/key-limits-text";

import { quotaShare } from "./quota-share";
import { shownBody } from "./shown-body";

it("a key's limits are told in a few words", () => {
  const text = (maxSpansPerSecond: number | null, maxRequestsPerSecond: number | null) =>
    keyLimitsText({ maxSpansPerSecond, maxRequestsPerSecond });
  expect(text(null, null)).toBe("default");
  expect(text(200, 0)).toBe("200 spans/s, any requests/s");
});

it("a quota is near its end from nine tenths on, and its bar never longer than it is", () => {
  expect(quotaShare(10, null).state).toBe("free");
  expect(quotaShare(89, 100)).toMatchObject({ percent: 89, state: "free" });
  expect(quotaShare(90, 100).state).toBe("near");
  expect(quotaShare(180, 100)).toEqual({ percent: 100, state: "full", text: "Used up" });
});

it("a sample is indented where it is JSON, and shown as it is otherwise", () => {
  expect(shownBody({ body: '{"a":1}', bodyFormat: "json" })?.text).toBe('{\n  "a": 1\n}');
  expect(shownBody({ body: '{"a":', bodyFormat: "json" })?.text).toBe('{"a":');
  expect(shownBody({ body: "0a ff", bodyFormat: "hex" })?.text).toBe("0a ff");
  expect(shownBody({ body: null, bodyFormat: "json" })).toBeNull();
});
