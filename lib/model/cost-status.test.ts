import { describe, expect, it } from "vitest";

import { callCostStatus, isContradicted } from "./cost-status";

describe("the cost that a client reports", () => {
  it("contradicts ours by more than a hundredth and more than a millionth of a dollar", () => {
    expect(isContradicted(4_100_000, 4_100_000)).toBe(false);
    expect(isContradicted("4100000", "4100400")).toBe(false);
    expect(isContradicted(4_100_000, 4_140_000)).toBe(false);
    expect(isContradicted(4_100_000, 4_200_000)).toBe(true);
    expect(isContradicted(15_500_000, 25_500_000)).toBe(true);
    expect(isContradicted(120, 1_000)).toBe(false);
    expect(isContradicted(0, 5_000)).toBe(true);
  });
  it("says nothing when it is 0, absent, or when ours is unknown", () => {
    expect(isContradicted(4_100_000, 0)).toBe(false);
    expect(isContradicted(4_100_000, null)).toBe(false);
    expect(isContradicted(null, 4_100_000)).toBe(false);
  });
  it("makes the cost of a call known, contradicted or unknown", () => {
    expect(callCostStatus("4100000", null)).toBe("known");
    expect(callCostStatus("4100000", "8200000")).toBe("contradicted");
    expect(callCostStatus(null, "8200000")).toBe("unknown");
  });
});
