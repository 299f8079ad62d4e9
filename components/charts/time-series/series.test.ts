import { describe, expect, test } from "vitest";

import { toCsv } from "@/lib/format/csv";

import type { Series } from "../types";
import { limitSeries } from "./limit-series";
import { quantileSeries } from "./line-chart";
import { spreadLabels } from "./spread-labels";
import { hasData, timeTable } from "./time-table";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const series = (key: string, ...values: (number | null)[]): Series => ({ key, label: key, values });

describe("more series than colours", () => {
  const nine = Array.from({ length: 9 }, (_, i) => series(`s${i}`, i, i === 0 ? null : i));

  test("a stack keeps its total: the smallest become Other", () => {
    const { drawn, leftOut } = limitSeries(nine, { additive: true });
    expect(drawn.map((s) => s.label)).toEqual(["s2", "s3", "s4", "s5", "s6", "s7", "s8", "Other (2)"]);
    expect(drawn.at(-1)!.values).toEqual([1, 1]);
    expect(leftOut).toBe(0);
  });

  test("lines that cannot be added are left out and counted", () => {
    const { drawn, leftOut } = limitSeries(nine, { additive: false });
    expect(drawn).toHaveLength(7);
    expect(leftOut).toBe(2);
  });

  test("a series with a colour of its own takes none from the palette", () => {
    const { drawn } = limitSeries([{ ...series("llm", 1), color: "var(--kind-llm)" }, series("a", 1)], {
      additive: true,
    });
    expect(drawn.map((s) => s.color)).toEqual(["var(--kind-llm)", "var(--series-1)"]);
  });
});

test("the table of a line with expected bounds has the bounds beside it", () => {
  const spent = { ...series("spent", 1, 2), band: { lower: [null, 1.5], upper: [null, 3] } };
  expect(timeTable([0, 1000], [spent], "usd", "UTC").csv()).toEqual({
    head: ["from", "spent", "spent, low", "spent, high"],
    rows: [
      ["1970-01-01T00:00:00.000Z", 1, null, null],
      ["1970-01-01T00:00:01.000Z", 2, 1.5, 3],
    ],
  });
});

test("quantiles come outermost first in shades of one hue", () => {
  expect(quantileSeries({ p50: [1], p99: [3] }).map((s) => [s.key, s.color])).toEqual([
    ["p99", "var(--q4)"],
    ["p50", "var(--q1)"],
  ]);
});

describe("labels at line ends", () => {
  test("stay where they are when there is room", () =>
    expect(spreadLabels([10, 50], 13, 0, 100)).toEqual([10, 50]));
  test("move apart and stay inside, in the order given", () =>
    expect(spreadLabels([98, 97, 99], 13, 0, 100)).toEqual([87, 74, 100]));
});

describe("the table behind a chart", () => {
  const data = timeTable(
    [Date.UTC(2026, 10, 21)],
    [series("booking", 0.001234), series("faq", null)],
    "usd",
    "UTC",
  );
  test("reads exactly, unknown as a dash", () =>
    expect(data.row(0).map(plain)).toEqual(["21 Nov 2026 00:00:00 UTC", "$0.001234", "–"]));
  test("exports plain numbers, ISO times and empty unknowns", () => {
    const { head, rows } = data.csv();
    expect(toCsv(head, rows)).toBe("from,booking,faq\r\n2026-11-21T00:00:00.000Z,0.001234,\r\n");
  });
});

test("CSV cells that a spreadsheet would run are made text, and separators are quoted", () => {
  expect(toCsv(["a"], [["=1+1"], ['say "hi", you'], [-3]])).toBe(
    'a\r\n\'=1+1\r\n"say ""hi"", you"\r\n-3\r\n',
  );
});

test("zero is data, unknown is not", () => {
  expect(hasData([series("a", 0)])).toBe(true);
  expect(hasData([series("a", null)])).toBe(false);
});
