import { describe, expect, it } from "vitest";

import { waterfall } from "./waterfall";

describe("a waterfall", () => {
  const [before, after] = [
    { label: "before", value: 10 },
    { label: "after", value: 4 },
  ];
  it("each change begins where the one before ended", () => {
    const { bars, start } = waterfall(
      before,
      [
        { key: "volume", label: "volume", change: 10 },
        { key: "price", label: "price", change: -16 },
      ],
      after,
    );
    expect(start).toBe(0);
    expect(bars.map(({ ends }) => ends)).toEqual([
      [0, 10],
      [10, 20],
      [4, 20],
      [0, 4],
    ]);
    expect(bars.map(({ reached }) => reached)).toEqual([10, 20, 4, 4]);
  });
  it("small changes of a large level are drawn near the level, which is said", () => {
    const { bars, start } = waterfall(
      { label: "before", value: 100 },
      [{ key: "x", label: "x", change: 4 }],
      { label: "after", value: 104 },
    );
    expect(start).toBe(96);
    expect(bars.map(({ ends }) => ends)).toEqual([
      [96, 100],
      [100, 104],
      [96, 104],
    ]);
  });
  it("nothing before and nothing after has no bars longer than nothing", () => {
    const none = { label: "", value: 0 };
    const { bars, start, end } = waterfall(none, [], none);
    expect(bars.map(({ ends: [from, to] }) => to - from)).toEqual([0, 0]);
    expect(end).toBeGreaterThan(start);
  });
});
