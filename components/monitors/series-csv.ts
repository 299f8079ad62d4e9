import type { SeriesStatus } from "@/lib/monitors/list-monitors";

/** What each of a monitor's series is, for a file: figures in the unit of the metric. */
export const seriesCsv = (series: readonly SeriesStatus[]) => ({
  head: ["series", "state", "last_figure", "since", "judged_to"],
  rows: series.map(({ label, status, value, since, evaluatedTo }) => [
    label,
    status,
    value,
    since,
    evaluatedTo,
  ]),
});
