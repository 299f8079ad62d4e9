import { describe, expect, it } from "vitest";

import { lackOf } from "./assess-traffic";
import type { ModelTraffic } from "./model-traffic";

const row = (unknownCost: number, unknownUsage: number) =>
  ({ model: "m", price: {}, unknownCost, unknownUsage }) as unknown as ModelTraffic;

describe("why calls of a priced model have no known cost", () => {
  it.each<[number, number, ReturnType<typeof lackOf>]>([
    [0, 0, null],
    [5, 5, "no_usage"],
    [5, 4, "no_usage"],
    [5, 1, "priced_since"],
    [5, 0, "priced_since"],
  ])("of %d, %d came without usage: %s", (cost, usage, expected) =>
    expect(lackOf(row(cost, usage))).toBe(expected),
  );
});
