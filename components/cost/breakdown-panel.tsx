"use client";

import { parseAsBoolean, parseAsStringLiteral, useQueryStates } from "nuqs";

import { StackedBarChart } from "@/components/charts/time-series/stacked-bar-chart";
import type { ChangeMark, Series } from "@/components/charts/types";
import { useZoom } from "@/components/shell/use-zoom";
import { CsvButton } from "@/components/ui/csv-button";
import { DrawnTable, useDataTable } from "@/components/ui/data-table";
import { Panel } from "@/components/ui/panel";

import { breakdownColumns, type Sort, SORTS } from "./breakdown-columns";
import { breakdownCsv, type BreakdownLine } from "./breakdown-rows";

interface BreakdownPanelProps {
  /** "Feature". */
  group: string;
  times: number[];
  series: Series[];
  /** New prompts, models and releases. */
  marks: ChangeMark[];
  lines: BreakdownLine[];
  /** "by hour". */
  interval: string;
  /** What a line's count is of: "interaction" or "call". */
  counted: "interaction" | "call";
  /** "7 days". */
  period: string;
  /** All traces behind the figures, and the time that these are of. */
  traces: string;
  covered: { from: number; to: number };
}

const sorting = {
  sort: parseAsStringLiteral(SORTS).withDefault("cost"),
  asc: parseAsBoolean.withDefault(false),
};

/** Where the money goes: over time, and as a table that can be sorted. */
export function BreakdownPanel({
  group,
  times,
  series,
  marks,
  lines,
  interval,
  counted,
  period,
  traces,
  covered,
}: BreakdownPanelProps) {
  const zoom = useZoom();
  return (
    <>
      <Panel className="pt-2.5">
        <StackedBarChart
          how="how-to/read-costs#figures"
          question={`Cost by ${group.toLowerCase()}`}
          subtitle={interval}
          times={times}
          series={series}
          marks={marks}
          quantity="usd"
          syncId="cost"
          href={traces}
          covered={covered}
          {...zoom}
          empty="No call with a known cost in this range."
        />
      </Panel>
      <BreakdownTable {...{ group, lines, counted, period }} />
    </>
  );
}

function BreakdownTable({
  group,
  lines,
  counted,
  period,
}: Pick<BreakdownPanelProps, "group" | "lines" | "counted" | "period">) {
  const [{ sort, asc }, setSorting] = useQueryStates(sorting, { history: "replace" });
  const columns = breakdownColumns(group, counted, period);
  const table = useDataTable({
    columns,
    rows: lines,
    keyOf: ({ key }) => key,
    sort: { id: sort, desc: !asc },
    onSort: ({ id, desc }) => void setSorting({ sort: id as Sort, asc: !desc }),
  });
  const lower = group.toLowerCase();
  return (
    <Panel
      flush
      title={`What each ${lower} costs`}
      aside={
        <CsvButton
          name={`cost-by-${lower.replaceAll(" ", "-")}`}
          {...breakdownCsv(
            lower,
            table.getRowModel().rows.map(({ original }) => original),
          )}
        />
      }
    >
      <DrawnTable
        table={table}
        columns={columns}
        caption={`Cost by ${lower}`}
        compact
        pinned
        className="max-h-100"
      />
    </Panel>
  );
}
