import { expect, test } from "vitest";

import { changeText } from "./least-shown";

test.each([
  [{ change: 0.0124, unit: "share" }, "share", "+1.24 pt"],
  [{ change: -6.44e-10, unit: "share" }, "share", "−<0.01 pt"],
  [{ change: 0, unit: "share" }, "share", "±0 pt"],
  [{ change: 1.084, unit: "ratio" }, "ns", "+8.40 %"],
  [{ change: 6.44e-10, unit: "value" }, "count", "+<0.001"],
  [{ change: -0.000000678, unit: "value" }, "score", "−<0.001"],
  [{ change: -0.312, unit: "value" }, "score", "−0.312"],
  [{ change: 6_780, unit: "value" }, "nano_usd", "+$0.00000678"],
  [{ change: 1_240, unit: "value" }, "milliseconds", "+1.24 s"],
  [{ change: 0, unit: "value" }, "count", "±0"],
  [{ change: null, unit: "value" }, "count", "–"],
] as const)("%j of %s reads as %s", (least, of, text) =>
  expect(changeText(least, of).replaceAll("\u00a0", " ")).toBe(text),
);
