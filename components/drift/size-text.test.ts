import { expect, test } from "vitest";

import { sizeText } from "./size-text";

const level = { quantile: null, component: "level" } as const;

test.each([
  [
    { change: { estimate: 1.2, low: 1.1, high: 1.3 }, changeUnit: "ratio", unit: "ns", ...level },
    "Changed by +20.0 % (95 %: +10.0 % to +30.0 %).",
  ],
  [
    { change: { estimate: 1.2, low: 0.9, high: 1.5 }, changeUnit: "ratio", unit: "ns", ...level },
    "That it changed is established, how much not yet: +20.0 % so far, at 95 % anything from −10.0 % to +50 %.",
  ],
  [
    {
      change: { estimate: 0.05, low: -0.01, high: 0.11 },
      changeUnit: "share",
      unit: "ns",
      quantile: "p90",
      component: "above p90",
    },
    "Interactions above the usual p90: that it changed is established, how much not yet: +5.00 pt so far, at 95 % anything from −1.00 pt to +11.0 pt.",
  ],
  [{ change: null, changeUnit: null, unit: "ns", ...level }, ""],
] as const)("%j", (sized, text) => expect(sizeText(sized).replaceAll("\u00a0", " ")).toBe(text));
