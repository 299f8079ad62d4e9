"use client";

import { LineChart } from "@/components/charts/time-series/line-chart";
import type { ChangeMark, Threshold } from "@/components/charts/types";
import type { Quantity } from "@/lib/format/quantity";
import type { BackTest } from "@/lib/monitors/back-test";
import type { MonitorInput } from "@/lib/monitors/definition";
import { figureWords } from "@/lib/monitors/say";

interface BackTestChartProps {
  tested: BackTest;
  monitor: MonitorInput;
}

const QUANTITY: Record<BackTest["unit"], Quantity> = {
  ratio: "percent",
  ms: "duration",
  usd: "usd",
  tokens: "tokens",
  count: "count",
  score: "score",
};
/** More lines are no picture. */
const MOST_LINES = 6;

/** A monitor's metric with its levels, and marks where it would have begun to tell. */
export function BackTestChart({ tested, monitor }: BackTestChartProps) {
  const shown = linesOf(tested);
  return (
    <LineChart
      question={questionOf(monitor)}
      times={tested.at}
      series={shown.map(({ series, values }) => ({
        key: series,
        label: series === "" ? "all" : series,
        values,
      }))}
      quantity={QUANTITY[tested.unit]}
      threshold={levelsOf(monitor)}
      marks={marksOf(shown)}
      empty="Nothing was measured in this time."
      fileName="back-test"
    />
  );
}

/** What the lines are of: "P95 latency in 15m". */
function questionOf(monitor: MonitorInput): string {
  if (monitor.kind === "silence") return "";
  const words = figureWords(monitor);
  const span = monitor.kind === "threshold" ? `in ${monitor.window}` : `by ${intervalWords(monitor)}`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${span}`;
}

const intervalWords = ({ interval }: Extract<MonitorInput, { kind: "drift" }>): string =>
  interval === "5m" ? "five minutes" : "hour";

/** Series that would have told something come first. */
const linesOf = ({ series }: BackTest): BackTest["series"] =>
  series.toSorted((a, b) => Math.sign(b.fired.length) - Math.sign(a.fired.length)).slice(0, MOST_LINES);

const levelsOf = (monitor: MonitorInput): Threshold[] =>
  monitor.kind !== "threshold"
    ? []
    : (["warning", "alert"] as const).flatMap((label) => {
        const value = monitor[label];
        return value === undefined || !Number.isFinite(value) ? [] : [{ value, label }];
      });

const marksOf = (series: BackTest["series"]): ChangeMark[] =>
  series.flatMap((one) =>
    one.fired.map(({ from, level }) => ({
      at: Date.parse(from),
      kind: "finding",
      label: one.series === "" ? level : `${level}: ${one.series}`,
    })),
  );
