import { Timer } from "lucide-react";
import Link from "@/components/ui/link";

import { changeMarks } from "@/components/charts/time-series/change-marks";
import { durationCells } from "@/components/charts/heatmap/heat-cells";
import { colorsByName, OTHER_COLOR } from "@/components/charts/palette";
import { incidentMarks } from "@/components/incidents/incident-marks";
import { LatencyChart } from "@/components/latency/latency-chart";
import { LatencyHeatmap } from "@/components/latency/latency-heatmap";
import { latencyRows } from "@/components/latency/latency-rows";
import { LatencyTable } from "@/components/latency/latency-table";
import { serializeLatencyView } from "@/components/latency/search-params";
import { leastWord, observedWords, sourceOf, tracesHref, valueHref } from "@/components/latency/trace-links";
import { byWord, valueLabel } from "@/components/latency/dimension-labels";
import { NothingInRange, NoTracesYet } from "@/components/shell/no-data";
import { consolePath } from "@/components/shell/routes";
import { Panel } from "@/components/ui/panel";
import { byInterval } from "@/lib/format/interval";
import { formatPercent } from "@/lib/format/percent";
import { MEASURE } from "@/lib/latency/measure";
import type { Observed } from "@/lib/latency/observed";
import { listTouching } from "@/lib/incidents/list-touching";
import { readMeasure } from "@/lib/latency/page-questions";
import { listChanges } from "@/lib/metrics/changes";
import { fittingInterval } from "@/lib/metrics/intervals";
import { periodText } from "@/lib/time/period-text";
import { total } from "@/lib/stats/histogram";
import { hasTraces } from "@/lib/traces/has-traces";

import type { PartProps } from "./part-props";

/** Room for "100 ms" at the left, and for "p99" at the right of lines: what happened stands above how it was spread. */
const MARGINS = { left: 50, right: 8 };
const NAMED_MARGINS = { left: 50, right: 44 };

/** More rows nobody reads; the rest is counted in the chart's "Other". */
const MOST_ROWS = 100;

/** The chosen measure: over time, spread over the scale, and in figures. */
export async function MeasurePart({ ctx, view, scope }: PartProps) {
  const { measure, group, q } = view;
  const facts = MEASURE[measure];
  const range = { from: new Date(scope.from), to: new Date(scope.to) };
  const interval = fittingInterval((range.to.getTime() - range.from.getTime()) / 1000);
  const reading = readMeasure(ctx, scope, { measure, group, q, interval });
  const { environment, feature } = scope.filters;
  const asked = { from: scope.from, to: scope.to, environment, feature };
  const [{ overTime, groups, lines, versions }, changes, incidents] = await Promise.all([
    reading,
    listChanges(ctx, asked),
    listTouching(ctx, asked),
  ]);
  const source = sourceOf(measure);
  const traces = (words = {}) => tracesHref(ctx.project.slug, scope, source, words);
  if (overTime.all.all === 0)
    return <Nothing many={facts.many} project={ctx.project.slug} everywhere={!(await hasTraces(ctx))} />;

  const label = (value: string | null) => (group === null ? "all" : valueLabel(group, value, versions));
  const rows = latencyRows(groups.slice(0, MOST_ROWS), q, label);
  const by = `${byInterval(interval)}${overTime.all.synthetic > 0 ? "; synthetic clock" : ""}`;
  const colors = colorsByName(lines.flatMap(({ value, other }) => (other ? [] : [value ?? ""])));
  const margins = group === null ? NAMED_MARGINS : MARGINS;
  return (
    <div className="grid gap-4 [&>*]:min-w-0">
      <LatencyChart
        question={group === null ? facts.question : `${q} of ${facts.label.toLowerCase()} ${byWord(group)}`}
        subtitle={group === null ? `p50 to p99, ${by}` : by}
        margins={margins}
        times={overTime.times}
        covered={{ from: range.from.getTime(), to: range.to.getTime() }}
        traces={{ href: traces(observedWords(measure)), atLeast: leastWord(measure) }}
        {...(group === null
          ? {
              quantiles: overTime.lines,
              cases: { counts: overTime.spread.map(total), many: facts.many },
            }
          : {
              // Values without any observation would stand in the legend alone.
              series: lines
                .filter(({ points }) => points.some((point) => point !== null))
                .map(({ value, other, points }) => ({
                  key: other ? "other" : (value ?? "not set"),
                  label: other ? "Other" : label(value),
                  values: points,
                  ...(other
                    ? { color: OTHER_COLOR }
                    : {
                        color: colors.get(value ?? "")!,
                        href: valueHref(ctx.project.slug, scope, { measure, group, value }),
                      }),
                })),
            })}
        marks={[
          ...changeMarks(changes, (words) => tracesHref(ctx.project.slug, scope, "calls", words)),
          ...incidentMarks(ctx.project.slug, incidents, scope.from),
        ]}
        empty={`No ${facts.many} with such a value in this range.`}
        note={
          <LeftOut
            all={overTime.all}
            many={facts.many}
            href={source === "traces" ? traces({ streamed: false }) : null}
          />
        }
      />
      <LatencyHeatmap
        margins={margins}
        measure={measure}
        projectSlug={ctx.project.slug}
        scope={scope}
        query={serializeLatencyView("", { ...view, range: null, live: null, ...range })}
        times={overTime.times}
        {...durationCells(overTime.spread)}
      />
      <LatencyTable
        {...{ measure, group, scope, rows }}
        projectSlug={ctx.project.slug}
        quantile={q}
        period={periodText(range)}
        all={groups.length}
      />
    </div>
  );
}

/** Whom a first token's figures leave out, and which times nobody measured. */
function LeftOut({ all, many, href }: { all: Observed; many: string; href: string | null }) {
  if (all.unstreamed === 0 && all.untimed === 0 && all.synthetic === 0) return null;
  const text = `${formatPercent(all.unstreamed / all.all)} of ${many} did not stream and have no first token`;
  return (
    <p className="mt-1 text-s text-ink-2">
      {all.unstreamed > 0 && (
        <>
          {href === null ? (
            text
          ) : (
            <Link href={href} className="hover:text-accent hover:underline">
              {text}
            </Link>
          )}
          .{" "}
        </>
      )}
      {all.untimed > 0 &&
        `${formatPercent(all.untimed / all.all)} streamed, but their client does not say when the first token came.`}
      {all.synthetic > 0 &&
        ` Synthetic clock: an importer laid out the times of ${formatPercent(all.synthetic / all.all)} of ${many}; they say nothing of how fast these were.`}
    </p>
  );
}

const Nothing = ({ many, project, everywhere }: { many: string; project: string; everywhere: boolean }) => (
  <Panel>
    {everywhere ? (
      <NoTracesYet project={project} icon={Timer} />
    ) : (
      <NothingInRange
        title={`No ${many} in this range`}
        icon={Timer}
        href={`${consolePath(project, "latency")}?range=30d`}
      >
        Choose a longer range, another environment, or fewer filters.
      </NothingInRange>
    )}
  </Panel>
);
