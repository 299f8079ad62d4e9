import { colorsByName, OTHER_COLOR } from "@/components/charts/palette";
import type { Series } from "@/components/charts/types";
import type { OverviewAnswers } from "@/lib/metrics/overview";
import type { Figure, MetricAnswer } from "@/lib/metrics/series";

/** With how many cases each bucket's are of. */
interface Quantiles {
  p50: (number | null)[];
  p95: (number | null)[];
  counts: number[];
}

/** What the Overview's charts draw, over one list of buckets. */
export interface OverviewSeries {
  /** Starts of the buckets, epoch milliseconds. */
  times: number[];
  interactions: Series[];
  latency: Quantiles;
  ttft: Quantiles;
  costByFeature: Series[];
  costByModel: Series[];
  completeness: Series[];
}

const numberOf = (value: Figure["value"]): number | null =>
  value === null || value === undefined ? null : Number(value);

/** Answers to the same range and interval as series over the union of their buckets; a bucket that an answer lacks is unknown. */
export function overviewSeries(answers: OverviewAnswers): OverviewSeries {
  const times = [
    ...new Set(
      Object.values(answers).flatMap((answer: MetricAnswer) =>
        answer.series.flatMap((s) => s.points.map((point) => Date.parse(point.at))),
      ),
    ),
  ].sort((a, b) => a - b);
  const along = (
    points: MetricAnswer["series"][number]["points"] | undefined,
    pick: (figure: Figure) => number | null,
    absent: number | null,
  ) => {
    const byTime = new Map((points ?? []).map((point) => [Date.parse(point.at), pick(point)]));
    return times.map((time) => (byTime.has(time) ? (byTime.get(time) ?? null) : absent));
  };
  const quantiles = (answer: MetricAnswer) => ({
    p50: along(answer.series[0]?.points, (f) => f.p50 ?? null, null),
    p95: along(answer.series[0]?.points, (f) => f.p95 ?? null, null),
    counts: along(answer.series[0]?.points, (f) => f.count ?? 0, 0).map((n) => n ?? 0),
  });
  const stacked = (answer: MetricAnswer): Series[] => {
    const colors = colorsByName(answer.series.flatMap(({ group, other }) => (other ? [] : [group ?? ""])));
    return answer.series.map((one) => ({
      key: one.other ? "other" : (one.group ?? "none"),
      label: one.other ? "Other" : (one.group ?? "not set"),
      values: along(one.points, (f) => numberOf(f.value), 0),
      color: one.other ? OTHER_COLOR : colors.get(one.group ?? "")!,
    }));
  };

  const all = along(answers.interactions.series[0]?.points, (f) => numberOf(f.value), 0);
  const failed = along(answers.errors.series[0]?.points, (f) => numberOf(f.value), 0);
  const nothing = all.every((n) => n === 0 || n === null);
  return {
    times,
    interactions: nothing
      ? []
      : [
          {
            key: "ok",
            label: "Completed",
            values: all.map((n, i) => (n ?? 0) - (failed[i] ?? 0)),
            color: "var(--q2)",
          },
          { key: "error", label: "Failed", values: failed, color: "var(--bad)" },
        ],
    latency: quantiles(answers.latency),
    ttft: quantiles(answers.ttft),
    costByFeature: stacked(answers.costByFeature),
    costByModel: stacked(answers.costByModel),
    completeness: [
      {
        key: "complete",
        label: "Complete",
        values: along(answers.completeness.series[0]?.points, (f) => numberOf(f.value), null),
      },
    ],
  };
}
