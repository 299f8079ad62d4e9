import Link from "@/components/ui/link";

import { colorsByName, MAX_SERIES, OTHER_COLOR } from "@/components/charts/palette";
import { FailureChart } from "@/components/latency/failure-chart";
import { FailureTable } from "@/components/latency/failure-table";
import { failureLabel } from "@/lib/model/failure-labels";
import { serializeLatencyView } from "@/components/latency/search-params";
import { tracesHref } from "@/components/latency/trace-links";
import { byWord, wordLabel } from "@/components/latency/dimension-labels";
import { consolePath } from "@/components/shell/routes";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Panel } from "@/components/ui/panel";
import { formatCount, plural } from "@/lib/format/count";
import { formatUsd } from "@/lib/format/money";
import { formatPercent } from "@/lib/format/percent";
import { readFailures } from "@/lib/latency/page-questions";
import { FAILURE_GROUPS } from "@/lib/latency/scope";
import { fittingInterval } from "@/lib/metrics/intervals";
import { usdOfNano } from "@/lib/money/nano-usd";

import type { PartProps } from "./part-props";

/** What failed and why, across providers, and what trying again took. */
export async function FailuresPart({ ctx, view, scope }: PartProps) {
  const interval = fittingInterval((Date.parse(scope.to) - Date.parse(scope.from)) / 1000);
  const found = await readFailures(ctx, scope, view.failures, interval);
  if (found.calls === 0) return null;
  const { slug } = ctx.project;
  const traces = (words: Record<string, string | null>) => tracesHref(slug, scope, "calls", words);
  const colors = colorsByName(found.trend.slice(0, MAX_SERIES).map(({ failure }) => failure));
  return (
    <div id="failures" className="grid scroll-mt-16 gap-4 lg:grid-cols-2 [&>*]:min-w-0">
      <Panel className="pt-2.5">
        <FailureChart
          times={found.times}
          covered={{ from: Date.parse(scope.from), to: Date.parse(scope.to) }}
          subtitle={`${formatCount(found.failed)} of ${formatCount(found.calls)} steps, ${formatPercent(found.failed / found.calls)}`}
          series={found.trend.map(({ failure, values }) => ({
            key: failure,
            label: failureLabel(failure),
            values,
            color: colors.get(failure) ?? OTHER_COLOR,
            href: traces({ step_failure: failure }),
          }))}
        />
        <ul className="mt-2 grid gap-1 text-s text-ink-2">
          <li>
            <Link href={traces({ retried: "true" })} className="hover:text-accent hover:underline">
              {plural(found.retries, "retry", "retries")}
            </Link>
            {found.callRetries < found.retries && ` (${plural(found.callRetries, "model call")})`} and{" "}
            {formatCount(found.fallbacks)} {found.fallbacks === 1 ? "fallback" : "fallbacks"} to another
            model; the attempts they replaced cost {formatUsd(usdOfNano(found.retryCostNanoUsd))}.
          </li>
          <li>
            <Link
              href={tracesHref(slug, scope, "traces", { status: "error" })}
              className="hover:text-accent hover:underline"
            >
              {plural(found.failedInteractions, "interaction")}
            </Link>{" "}
            failed in the end and cost {formatUsd(usdOfNano(found.failedCostNanoUsd))}.
          </li>
        </ul>
      </Panel>
      <Panel how="how-to/find-slow#failures" title="Failures" flush>
        <LinkTabs
          label="Failures by"
          className="mx-3.5"
          tabs={FAILURE_GROUPS.map((group) => ({
            label: byWord(group),
            href: serializeLatencyView(consolePath(slug, "latency"), { ...view, failures: group }),
            active: group === view.failures,
          }))}
        />
        {found.rows.length === 0 ? (
          <p className="px-4 py-8 text-center text-s text-ink-2">Nothing failed in this range.</p>
        ) : (
          <FailureTable
            rows={found.rows.map((row) => ({
              ...row,
              href: traces({ step_failure: row.failure, [view.failures]: row.value }),
            }))}
            word={wordLabel(view.failures)}
          />
        )}
      </Panel>
    </div>
  );
}
