"use client";

import { LineChart } from "@/components/charts/time-series/line-chart";
import type { ChangeMark } from "@/components/charts/types";
import { useZoom } from "@/components/shell/use-zoom";
import { Panel } from "@/components/ui/panel";
import { useTimeZone } from "@/components/ui/time-zone";
import type { BudgetDetail } from "@/lib/budgets/get-budget";

import { basisText } from "./budget-labels";
import { burnDown } from "./burn-down-series";

interface BurnDownProps {
  detail: BudgetDetail;
  marks?: readonly ChangeMark[];
  /** Traces whose calls the budget counts: a point leads to those of its step. */
  traces: string;
}

/** Spent since the period began, and how it will probably go on, against the limit and its thresholds. */
export function BurnDown({ detail, marks, traces }: BurnDownProps) {
  const zone = useTimeZone();
  const { onOpen } = useZoom();
  const { status } = detail;
  const { times, series, limits } = burnDown(detail);
  const end = status.forecast?.points.at(-1);
  return (
    <Panel className="pt-2.5">
      <LineChart
        how="how-to/set-budgets#what-a-budgets-page-shows"
        question={status.rolling ? "What was spent in the window?" : "Will the limit hold?"}
        subtitle={
          status.forecast && end
            ? `dashed: expected by ${basisText(status.forecast.basis)}; the shade holds 80 of 100 cases`
            : `cumulative, ${zone}`
        }
        times={times}
        series={series}
        quantity="usd"
        threshold={limits}
        {...(marks ? { marks } : {})}
        href={traces}
        onOpen={onOpen}
        height={260}
        empty="Nothing has been spent in this period."
        fileName={`budget-${status.id}`}
      />
    </Panel>
  );
}
