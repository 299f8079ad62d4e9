"use client";

import { Download } from "lucide-react";
import { useQueryStates } from "nuqs";

import { download } from "@/components/charts/frame/download";
import type { Column } from "@/components/ui/column-table";
import { DrawnTable, useDataTable } from "@/components/ui/data-table";
import { Figure } from "@/components/ui/figure";
import { FigureLink } from "@/components/ui/figure-link";
import { IconButton } from "@/components/ui/icon-button";
import { Panel } from "@/components/ui/panel";
import { ENOUGH_CASES } from "@/lib/format/change";
import { plural } from "@/lib/format/count";
import { toCsv } from "@/lib/format/csv";
import { formatChange } from "@/lib/format/percent";
import { MEASURE, type Measure } from "@/lib/latency/measure";
import { QUANTILES, type QuantileName } from "@/lib/latency/observed";
import type { LatencyScope, LatencyDimension } from "@/lib/latency/scope";

import { csvOf, type LatencyRow } from "./latency-rows";
import { type SortColumn, sortParams } from "./search-params";
import { boundWords, observedWords, valueHref, type Words } from "./trace-links";
import { byWord, wordLabel } from "./dimension-labels";

interface LatencyColumns {
  measure: Measure;
  group: LatencyDimension | null;
  quantile: QuantileName;
  /** "24 hours", as in "against the 24 hours before". */
  period: string;
  projectSlug: string;
  scope: LatencyScope;
}

interface LatencyTableProps extends LatencyColumns {
  /** The most frequent; `all` may be more. */
  rows: readonly LatencyRow[];
  all: number;
}

const APPROXIMATE = "from a histogram with logarithmic bins: at most 2 % off";

/** The figures behind the lines. Each leads to its traces: a count to all, a quantile to those that took at least so long. */
export function LatencyTable({ rows, all, ...of }: LatencyTableProps) {
  const [{ sort }, setSort] = useQueryStates(sortParams, { history: "replace" });
  const { measure, group, quantile } = of;
  const title = group === null ? MEASURE[measure].label : `${MEASURE[measure].label} ${byWord(group)}`;
  const columns = latencyColumns(of);
  const table = useDataTable({
    columns,
    rows,
    keyOf: ({ value }) => value ?? "",
    sort: { id: sort.column, desc: sort.down },
    onSort: ({ id, desc }) => void setSort({ sort: { column: id as SortColumn, down: desc } }),
  });
  function save() {
    const word = headOf(group).toLowerCase().replaceAll(" ", "_");
    const sorted = table.getRowModel().rows.map(({ original }) => original);
    const { head, rows: cells } = csvOf(sorted, word, quantile);
    download("latency.csv", toCsv(head, cells));
  }
  return (
    <Panel
      title={title}
      aside={<IconButton size="s" icon={Download} label="Save as CSV" onClick={save} />}
      flush
    >
      <DrawnTable
        table={table}
        columns={columns}
        caption={title}
        pinned
        className="max-h-96"
        footer={all > rows.length && `The ${rows.length} most frequent of ${all.toLocaleString("en")}.`}
      />
    </Panel>
  );
}

const headOf = (group: LatencyDimension | null): string => (group === null ? "Value" : wordLabel(group));

/** What is known of a group of calls, by the names that the address sorts by. */
function latencyColumns({
  measure,
  group,
  quantile,
  period,
  projectSlug,
  scope,
}: LatencyColumns): Column<LatencyRow>[] {
  const { many, needsStream } = MEASURE[measure];
  const hrefOf = ({ value }: LatencyRow, words: Words): string =>
    valueHref(projectSlug, scope, { measure, group, value }, words);
  return [
    {
      id: "value",
      head: headOf(group),
      className: "max-w-80 truncate",
      dim: ({ value }) => value === null,
      title: ({ label }) => label,
      sortBy: ({ label }) => label,
      cell: (row) => <FigureLink href={hrefOf(row, observedWords(measure))}>{row.label}</FigureLink>,
    },
    {
      id: "count",
      head: needsStream ? "With a first token" : capital(many),
      numeric: true,
      sortBy: ({ count }) => count,
      cell: (row) => (
        <FigureLink href={hrefOf(row, observedWords(measure))}>
          <Figure value={row.count} quantity="count" />
        </FigureLink>
      ),
    },
    ...QUANTILES.map((name): Column<LatencyRow> => ({
      head: name,
      numeric: true,
      tip: APPROXIMATE,
      sortBy: ({ quantiles }) => quantiles[name],
      cell: (row) => (
        <FigureLink href={hrefOf(row, boundWords(measure, { overMs: row.quantiles[name] ?? 0 }))}>
          <Figure
            value={row.quantiles[name]}
            quantity="duration"
            unknown={row.unknown}
            synthetic={row.synthetic > 0}
          />
        </FigureLink>
      ),
    })),
    {
      id: "change",
      head: `Change of ${quantile}`,
      numeric: true,
      tip: `${quantile} against the ${period} before`,
      className: ({ worse }) => (worse ? "text-warn" : ""),
      sortBy: ({ change }) => change,
      cell: ({ change, worse, count, before }) => (
        <>
          {change === null ? (
            <Figure
              value={null}
              quantity="percent"
              unknown={tooFew(before, count, period, MEASURE[measure])}
            />
          ) : (
            formatChange(change + 1, 1)
          )}
          {worse && <span className="sr-only"> slower</span>}
        </>
      ),
    },
  ];
}

const tooFew = (before: number, now: number, period: string, { one, many }: { one: string; many: string }) =>
  before < ENOUGH_CASES
    ? `${plural(before, one, many)} in the ${period} before: too few to compare`
    : `${plural(now, one, many)} now: too few to compare`;

const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;
