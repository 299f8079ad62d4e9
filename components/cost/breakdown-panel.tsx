"use client";

import Link from "next/link";
import { parseAsBoolean, parseAsStringLiteral, useQueryStates } from "nuqs";

import { StackedBarChart } from "@/components/charts/time-series/stacked-bar-chart";
import type { ChangeMark, Series } from "@/components/charts/types";
import { useZoom } from "@/components/shell/use-zoom";
import { Figure } from "@/components/ui/figure";
import { Panel } from "@/components/ui/panel";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { formatCount, plural } from "@/lib/format/count";

import { breakdownCsv, sortLines, SORTS, type BreakdownLine, type Sort } from "./breakdown-rows";
import { CsvButton } from "./csv-button";

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
}: BreakdownPanelProps) {
  const zoom = useZoom();
  return (
    <>
      <Panel className="pt-2.5">
        <StackedBarChart
          question={`Cost by ${group.toLowerCase()}`}
          subtitle={interval}
          times={times}
          series={series}
          marks={marks}
          quantity="usd"
          syncId="cost"
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
  const sorted = sortLines(lines, sort, asc);
  const head = (column: Sort, text: string) => (
    <Th
      numeric
      sorted={sort === column ? (asc ? "asc" : "desc") : undefined}
      onSort={() => void setSorting({ sort: column, asc: sort === column && !asc })}
    >
      {text}
    </Th>
  );
  return (
    <Panel
      flush
      title={`What each ${group.toLowerCase()} costs`}
      aside={
        <CsvButton
          name={`cost-by-${group.toLowerCase().replaceAll(" ", "-")}`}
          {...breakdownCsv(group.toLowerCase(), sorted)}
        />
      }
    >
      <Table caption={`Cost by ${group.toLowerCase()}`} compact pinned className="max-h-100">
        <TableHead>
          <Th>{group}</Th>
          {head("cost", "Cost")}
          <Th numeric>Share</Th>
          {head("count", counted === "call" ? "Calls" : "Interactions")}
          {head("per", `Per ${counted}`)}
          {head("tokens", "Tokens in / out")}
          {head("change", "Change")}
        </TableHead>
        <tbody>
          {sorted.map((line) => (
            <Line key={line.key} {...{ line, counted, period }} />
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

const NO_COST = "no call here has a known price and usage";

function Line({
  line,
  counted,
  period,
}: Pick<BreakdownPanelProps, "counted" | "period"> & { line: BreakdownLine }) {
  const estimated = line.estimated > 0;
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  return (
    <Tr>
      <Td className="max-w-64">
        <span className="flex min-w-0 items-center gap-2">
          {line.drill === undefined ? (
            <span className="truncate text-ink-2">{line.label}</span>
          ) : (
            <Link href={line.drill} className="truncate font-medium hover:underline" data-tip={line.label}>
              {line.label}
            </Link>
          )}
          {line.unknownCalls > 0 && (
            <span
              className="shrink-0 text-xs text-warn"
              data-tip={`${plural(line.unknownCalls, "call")} of unknown cost, not in the figure: no price, or no usage reported`}
            >
              {formatCount(line.unknownCalls)} unknown
            </span>
          )}
        </span>
      </Td>
      <Td numeric>
        {line.traces === undefined ? (
          <Figure value={line.usd} quantity="usd" unknown={NO_COST} estimated={estimated} />
        ) : (
          <Link href={line.traces} className="hover:underline" aria-label={`Traces of ${line.label}`}>
            <Figure value={line.usd} quantity="usd" unknown={NO_COST} estimated={estimated} />
          </Link>
        )}
      </Td>
      <Td numeric dim>
        <Figure value={line.share} quantity="percent" unknown={NO_COST} />
      </Td>
      <Td numeric>
        <Figure value={known(line.count)} quantity="count" unknown="not counted" />
      </Td>
      <Td numeric>
        <Figure
          value={line.perCount}
          quantity="usd"
          unknown={`no ${counted} with a known cost`}
          estimated={estimated}
        />
      </Td>
      <Td numeric dim>
        <Figure value={known(line.inputTokens)} quantity="count" unknown="not counted" /> /{" "}
        <Figure value={known(line.outputTokens)} quantity="count" unknown="not counted" />
      </Td>
      <Td numeric dim>
        <span data-tip={`against the ${period} before`}>{line.change ?? "–"}</span>
      </Td>
    </Tr>
  );
}
