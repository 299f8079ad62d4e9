import { formatPercent } from "@/lib/format/percent";
import { formatFigure } from "@/lib/drift/figure";
import type { FeatureDrift, WatchedSeries } from "@/lib/drift/list-drift";
import { segmentText, type SeriesKey, textOfKey } from "@/lib/drift/series";

import { changeText, leastInADay } from "./least-shown";
import type { SignalRow } from "./signal-table";

/** What is watched of a feature, in the order in which people look: what moved, then where there is most evidence, then what waits. */
export function signalRows(
  drift: FeatureDrift,
  hrefOf: (key: SeriesKey) => string,
  chosen: SeriesKey | null,
): SignalRow[] {
  const moved = new Set(drift.findings.map(({ detail }) => textOfKey(detail)));
  const isChosen = (key: SeriesKey): boolean => chosen !== null && textOfKey(key) === textOfKey(chosen);
  const watched = drift.watched.map((series): SignalRow => ({
    key: textOfKey(series),
    label: series.words.label,
    segment: segmentText(series),
    state: moved.has(textOfKey(series)) ? "moved" : "watched",
    isJudged: ["judging", "moved"].includes(series.judging.state),
    ...currentText(series),
    least: leastText(series),
    evidence: series.evidence,
    exact: { signal: series.signal, ...exactFigures(series) },
    judging: series.judging.text,
    href: hrefOf(series),
    chosen: isChosen(series),
  }));
  const waiting = drift.waiting.map((series): SignalRow => ({
    key: textOfKey(series),
    label: series.words.label,
    segment: segmentText(series),
    state: "waiting",
    isJudged: false,
    now: "",
    usual: "",
    least: "",
    evidence: null,
    exact: { signal: series.signal, now: null, usual: null, unit: null, least: null, leastUnit: null },
    judging: series.judging.text,
    href: hrefOf(series),
    chosen: isChosen(series),
  }));
  const rank = { moved: 0, watched: 1, waiting: 2 };
  return [...watched, ...waiting].toSorted(
    (a, b) =>
      rank[a.state] - rank[b.state] ||
      (b.evidence ?? 0) - (a.evidence ?? 0) ||
      a.label.localeCompare(b.label) ||
      a.segment.localeCompare(b.segment),
  );
}

const mainOf = ({ current }: WatchedSeries) =>
  current.find(({ component }) => ["share", "mean", "level"].includes(component));

/** The same figures with all digits; those of a level are factors of what is usual. */
function exactFigures(series: WatchedSeries): Omit<SignalRow["exact"], "signal"> {
  const main = mainOf(series);
  const least = leastInADay(series.leastShown);
  return {
    now: main?.now ?? null,
    usual: main?.usual ?? null,
    unit: main === undefined ? null : main.unit === "ratio" ? "ratio" : series.words.unit,
    least: least?.change ?? null,
    leastUnit: least === null ? null : least.unit === "value" ? series.words.unit : least.unit,
  };
}

function currentText(series: WatchedSeries): Pick<SignalRow, "now" | "usual"> {
  const main = mainOf(series);
  const { words } = series;
  if (!main || main.now === null || main.usual === null) return { now: "", usual: "" };
  if (main.unit === "ratio")
    return {
      now: `${formatPercent(Math.abs(main.now - 1))} ${main.now < 1 ? "less" : "more"}`,
      usual: "",
    };
  return { now: formatFigure(main.now, words.unit), usual: formatFigure(main.usual, words.unit) };
}

function leastText({ leastShown, words }: WatchedSeries): string {
  const least = leastInADay(leastShown);
  return least === null ? "" : changeText(least, words.unit);
}
