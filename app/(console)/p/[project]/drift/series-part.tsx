import { viewerZone } from "@/app/viewer-zone";
import { changeText, leastInADay } from "@/components/drift/least-shown";
import { LeastTable } from "@/components/drift/least-table";
import { SeriesChart } from "@/components/drift/series-chart";
import type { DriftView } from "@/components/drift/search-params";
import { changeMarks } from "@/components/charts/time-series/change-marks";
import { listHref } from "@/components/trace-list/list-href";
import { KeyValues } from "@/components/ui/key-values";
import { Panel } from "@/components/ui/panel";
import { AbsoluteTime } from "@/components/ui/relative-time";
import type { Context } from "@/lib/context";
import { type DriftSeriesDetail, getDriftSeries } from "@/lib/drift/get-drift-series";
import type { DriftFinding } from "@/lib/drift/list-drift";
import { segmentText, type SeriesKey, textOfKey } from "@/lib/drift/series";
import { formatPercent } from "@/lib/format/percent";
import { listChanges } from "@/lib/metrics/changes";
import { resolveRange } from "@/lib/time/range";

interface SeriesPartProps {
  ctx: Context;
  view: DriftView;
  seriesKey: SeriesKey;
  findings: readonly DriftFinding[];
}

const LONGEST_MS = 60 * 86_400_000;

/** One signal over the page's time, with what changed on its way, and the statistic for who asks for it. */
export async function SeriesPart({ ctx, view, seriesKey, findings }: SeriesPartProps) {
  const range = resolveRange(view, ctx.now(), await viewerZone(view.tz));
  const toMs = range.to.getTime();
  const fromMs = Math.max(range.from.getTime(), toMs - LONGEST_MS);
  const { feature, environment } = seriesKey;
  const [series, changes] = await Promise.all([
    getDriftSeries(ctx, { ...keyOnly(seriesKey), fromMs, toMs }),
    listChanges(ctx, {
      from: new Date(fromMs).toISOString(),
      to: range.to.toISOString(),
      feature: [feature],
      ...(environment === "" ? {} : { environment: [environment] }),
    }),
  ]);
  const segment = segmentText(seriesKey);
  const own = findings.filter(({ detail }) => textOfKey(detail) === textOfKey(seriesKey));
  const tracesHref = (words: Record<string, string>): string =>
    listHref(ctx.project.slug, new URLSearchParams({ ...words, feature }).toString(), {
      from: new Date(fromMs).toISOString(),
      to: range.to.toISOString(),
    });
  return (
    <Panel className="pt-2.5">
      <SeriesChart
        series={series}
        traces={tracesHref(environment === "" ? {} : { env: environment })}
        question={`${series.words.label} of ${feature || "what has no feature"}${segment === "" ? "" : `, ${segment}`}`}
        marks={[
          ...own.map(({ detail }) => ({
            at: Date.parse(detail.began.at),
            kind: "finding" as const,
            label: "began to drift",
          })),
          ...changeMarks(changes, tracesHref),
        ].filter(({ at }) => at >= fromMs)}
      />
      {series.judging.text && <p className="mt-2 text-s text-ink-2">{series.judging.text}</p>}
      <LeastShownText series={series} />
      <Statistic series={series} />
    </Panel>
  );
}

const keyOnly = ({ feature, environment, dimension, value, signal }: SeriesKey): SeriesKey => ({
  feature,
  environment,
  dimension,
  value,
  signal,
});

const WATCHED: Record<DriftSeriesDetail["kind"], string> = {
  share: "the share itself",
  distribution:
    "the level (the mean of logarithms, outliers cut) and the shares of interactions above the usual p50, p90 and p99",
  mean: "the mean",
  mix: "the share of each category",
};

/** What is quiet because nothing happened, told from what is quiet because there is too little to tell. */
function LeastShownText({ series: { verdict, judging, words } }: { series: DriftSeriesDetail }) {
  if (verdict === null || judging.state === "moved") return null;
  const least = leastInADay(verdict.leastShown);
  return (
    <p className="mt-2 text-s text-ink-2">
      {least === null
        ? "No change, however large, would show within a day: too little comes."
        : `A change of ${changeText(least, words.unit)} or more that lasts a day would be found (probability 80 %).`}
    </p>
  );
}

function describedText(
  { change, unit }: NonNullable<DriftSeriesDetail["described"]>,
  of: DriftSeriesDetail["words"]["unit"],
): string {
  const text = (value: number): string => changeText({ change: value, unit }, of);
  return `${text(change.estimate)}, at 95 % between ${text(change.low)} and ${text(change.high)}`;
}

/** For who wants to know how it is judged. */
function Statistic({ series }: { series: DriftSeriesDetail }) {
  const { baseline, verdict, described, kind, words } = series;
  const labels = new Map(series.components.map(({ name, label }) => [name, label]));
  return (
    <details className="mt-2 text-s">
      <summary className="w-fit cursor-pointer text-ink-2 hover:text-ink">The statistic</summary>
      <div className="mt-2 grid gap-2">
        <p className="max-w-200 text-ink-2">
          Evidence is gathered from every five minutes by a bet against “nothing changed” (an e-detector): it
          may be looked at any time without more false alarms. Watched are {WATCHED[kind]}, beside what is
          usual at that hour, with how much the baseline itself varies. A finding takes the evidence that all
          signals of the project together give by chance once in the promised weeks.
        </p>
        <KeyValues
          items={[
            ...(baseline
              ? [
                  {
                    key: "Baseline",
                    value: (
                      <>
                        <AbsoluteTime at={baseline.from} seconds={false} /> to{" "}
                        <AbsoluteTime at={baseline.to} seconds={false} />
                      </>
                    ),
                  },
                ]
              : [{ key: "Baseline", value: "not enough data" }]),
            ...(verdict
              ? [{ key: "Evidence", value: `${formatPercent(verdict.evidence)} of what a finding takes` }]
              : []),
            ...(described
              ? [
                  {
                    key: "Last change",
                    value: describedText(described, words.unit),
                  },
                ]
              : []),
          ]}
        />
        {verdict && verdict.leastShown.length > 0 && (
          <LeastTable all={verdict.leastShown} of={words.unit} labels={labels} />
        )}
      </div>
    </details>
  );
}
