import type { Series, Threshold } from "@/components/charts/types";
import type { BudgetDetail } from "@/lib/budgets/get-budget";
import type { Forecast } from "@/lib/budgets/forecast";
import { formatUsd } from "@/lib/format/money";

export interface BurnDownChart {
  times: number[];
  series: Series[];
  limits: Threshold[];
}

/** The cumulative course up to now and its forecast up to the end, at even steps; lines at the limit and at each threshold. */
export function burnDown({ course, status, input }: BudgetDetail): BurnDownChart {
  const { fromMs, stepMs, values } = course;
  const endMs = Date.parse(status.periodEndIso);
  const times: number[] = [];
  for (let at = fromMs; at <= endMs; at += stepMs) times.push(at);
  const sums: number[] = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  // The step that goes on ends in the future: where something is expected of it, that is drawn.
  const seen = values.length;
  const { forecast } = status;
  const ahead = (pick: "expected" | "low" | "high"): (number | null)[] =>
    times.map((at, index) => {
      if (!forecast || index < seen - 1) return null;
      return index < seen ? sums[index]! : estimate(valueAt(forecast, at, pick));
    });
  const expected = ahead("expected");
  const spent = times.map((_, index) =>
    forecast && index >= seen ? (expected[index] ?? null) : (sums[index] ?? null),
  );
  const limit = Number(status.limitUsd);
  return {
    times,
    series: [
      {
        key: "spent",
        label: forecast ? "spent, then expected" : "spent",
        values: spent,
        ...(forecast
          ? { dashedFrom: fromMs + seen * stepMs, band: { lower: ahead("low"), upper: ahead("high") } }
          : {}),
      },
    ],
    limits: [
      { value: limit, label: `limit ${formatUsd(status.limitUsd)}` },
      ...input.thresholds
        .filter(({ percent }) => percent !== 100)
        .map(({ percent }) => ({ value: (limit * percent) / 100, label: `${percent} %` })),
    ],
  };
}

/** An expectation of twelve digits would say that it is known. */
const estimate = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(4));

/** Between two points of the forecast, straight; before its first, what is spent. */
function valueAt({ points }: Forecast, atMs: number, pick: "expected" | "low" | "high"): number | null {
  const next = points.findIndex((point) => point.atMs >= atMs);
  if (next === -1) return points.at(-1)?.[pick] ?? null;
  const right = points[next];
  const left = points[next - 1];
  if (!right) return null;
  if (!left) return right[pick];
  const share = (atMs - left.atMs) / (right.atMs - left.atMs || 1);
  return left[pick] + share * (right[pick] - left[pick]);
}
