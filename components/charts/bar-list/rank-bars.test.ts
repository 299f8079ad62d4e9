import { describe, expect, it } from "vitest";

import { rankBars } from "./rank-bars";

describe("ranked bars", () => {
  const items = [
    { key: "a", label: "a", value: 1 },
    { key: "u", label: "unknown", value: 5, rest: "unknown" as const },
    { key: "o", label: "Other", value: 9, rest: "other" as const },
    { key: "b", label: "b", value: 3 },
    { key: "c", label: "c", value: null },
  ];
  it("the largest first; the rest and the unknown last, however large", () =>
    expect(rankBars(items).map(({ key }) => key)).toEqual(["b", "a", "c", "o", "u"]));
  it("shares are of all that is listed, or of a total given", () => {
    expect(rankBars(items)[0]!.share).toBe(3 / 18);
    expect(rankBars(items, 30)[0]!.share).toBe(0.1);
  });
  it("what is unknown has neither share nor length", () =>
    expect(rankBars(items)[2]).toMatchObject({ share: null, length: 0 }));
});
