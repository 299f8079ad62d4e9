import { describe, expect, it, test } from "vitest";

import { formatTick } from "./format-tick";
import { logTicks } from "./log-ticks";
import { placeMarks } from "./place-marks";
import { valueTicks } from "./value-ticks";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("the value axis", () => {
  test.each<[number, Parameters<typeof valueTicks>[1], string[]]>([
    [1830, "duration", ["0", "500 ms", "1 s", "1.5 s", "2 s"]],
    [400_000, "duration", ["0", "2 min", "4 min", "6 min", "8 min"]],
    [3, "count", ["0", "1", "2", "3"]],
    [0.97, "percent", ["0", "25 %", "50 %", "75 %", "100 %"]],
    [2.26, "percent", ["0", "100 %", "200 %", "300 %"]],
    [0.0071, "usd", ["0", "$0.002", "$0.004", "$0.006", "$0.008"]],
    [1.4, "usd", ["0", "$0.50", "$1", "$1.50"]],
    [42_000, "tokens", ["0", "20 k", "40 k", "60 k"]],
  ])("up to %d %s has round steps from zero", (max, quantity, labels) => {
    expect(valueTicks(max, quantity).map((v) => plain(formatTick(v, quantity)))).toEqual(labels);
  });

  test("nothing at all still has an axis", () => expect(valueTicks(0, "usd")).toEqual([0, 1]));
});

describe("a logarithmic axis", () => {
  it.each<[number, number, Parameters<typeof logTicks>[2], number, string[]]>([
    [80, 8000, "duration", 8, ["100 ms", "200 ms", "500 ms", "1 s", "2 s", "5 s"]],
    [1, 7_200_000, "duration", 8, ["1 ms", "10 ms", "100 ms", "1 s", "10 s", "1 min", "10 min", "1 h"]],
    [0.0004, 2, "usd", 5, ["$0.001", "$0.01", "$0.10", "$1"]],
    [1, 1e9, "count", 5, ["1", "100", "10 k", "1 M", "100 M"]],
  ])("from %d to %d %s has round ticks", (low, high, quantity, most, labels) => {
    expect(logTicks(low, high, quantity, most).map((v) => plain(formatTick(v, quantity)))).toEqual(labels);
  });
  it("without a length has no ticks", () => expect(logTicks(5, 5, "count", 5)).toEqual([]));
});

describe("names of changes", () => {
  const named = (xs: number[]) =>
    placeMarks(
      xs.map((x) => ({ x, label: "release" })),
      300,
    );
  it("stand to the right, turn left at the edge, and never run over each other", () => {
    expect(named([10, 280])).toEqual([
      { side: "right", name: "release" },
      { side: "left", name: "release" },
    ]);
    expect(named([100, 110, 120])).toEqual([
      { side: "left", name: "release" },
      { side: "right" },
      { side: "right", name: "release" },
    ]);
  });
});
