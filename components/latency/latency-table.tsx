"use client";

import { Download } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";

import { download } from "@/components/charts/download";
import { cn } from "@/components/ui/cn";
import { Figure } from "@/components/ui/figure";
import { IconButton } from "@/components/ui/icon-button";
import { Panel } from "@/components/ui/panel";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { toCsv } from "@/lib/format/csv";
import { formatChange } from "@/lib/format/percent";
import { QUANTILES, type QuantileName } from "@/lib/latency/observed";

import { csvOf, type LatencyRow, sortRows } from "./latency-rows";
import { type SortColumn, sortParams } from "./search-params";

/** Where a row's figures lead: all of its traces, and those at or above each quantile. */
export interface RowLinks {
  all: string;
  from: Partial<Record<QuantileName, string>>;
}

interface LatencyTableProps {
  /** "Interaction latency by model" */
  title: string;
  /** Head of the first column. */
  word: string;
  /** Head of the counts: "Interactions". */
  counted: string;
  quantile: QuantileName;
  /** "24 hours", as in "against the 24 hours before". */
  period: string;
  rows: readonly LatencyRow[];
  /** In the order of the rows. */
  links: readonly RowLinks[];
}

export const APPROXIMATE = "from a histogram with logarithmic bins: at most 2 % off";

/** The figures behind the lines. Each leads to its traces: a count to all, a quantile to those that took at least so long. */
export function LatencyTable({ title, word, counted, quantile, period, rows, links }: LatencyTableProps) {
  const [{ sort }, setSort] = useQueryStates(sortParams, { history: "replace" });
  const linkOf = new Map(rows.map((row, index) => [row, links[index]]));
  const sorted = sortRows(rows, sort);
  const head = (column: SortColumn) => ({
    sorted: sort.column === column ? (sort.down ? ("desc" as const) : ("asc" as const)) : undefined,
    onSort: () =>
      void setSort({
        sort: { column, down: sort.column === column ? !sort.down : column !== "value" },
      }),
  });
  function save() {
    const { head: names, rows: cells } = csvOf(sorted, word.toLowerCase().replaceAll(" ", "_"), quantile);
    download("latency.csv", toCsv(names, cells));
  }
  return (
    <Panel
      title={title}
      aside={<IconButton size="s" icon={Download} label="Save as CSV" onClick={save} />}
      flush
    >
      <Table caption={title} className="max-h-96">
        <TableHead>
          <Th {...head("value")}>{word}</Th>
          <Th numeric {...head("count")}>
            {counted}
          </Th>
          {QUANTILES.map((name) => (
            <Th key={name} numeric data-tip={APPROXIMATE} {...head(name)}>
              {name}
            </Th>
          ))}
          <Th numeric data-tip={`${quantile} against the ${period} before`} {...head("change")}>
            Change of {quantile}
          </Th>
        </TableHead>
        <tbody>
          {sorted.map((row) => (
            <Tr key={row.value ?? ""}>
              <Td className="max-w-80 truncate" dim={row.value === null} title={row.label}>
                <Linked href={linkOf.get(row)?.all}>{row.label}</Linked>
              </Td>
              <Td numeric>
                <Linked href={linkOf.get(row)?.all}>
                  <Figure value={row.count} quantity="count" />
                </Linked>
              </Td>
              {QUANTILES.map((name) => (
                <Td key={name} numeric>
                  <Linked href={linkOf.get(row)?.from[name]}>
                    <Figure value={row.quantiles[name]} quantity="duration" unknown="nothing observed" />
                  </Linked>
                </Td>
              ))}
              <Td numeric className={row.worse ? "text-warn" : ""}>
                {row.change === null ? (
                  <Figure value={null} quantity="percent" unknown="too few observations to compare" />
                ) : (
                  formatChange(row.change + 1, 1)
                )}
                {row.worse && <span className="sr-only"> slower</span>}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

const Linked = ({ href, children }: { href: string | undefined; children: React.ReactNode }) =>
  href === undefined ? (
    children
  ) : (
    <Link href={href} className={cn("hover:text-accent hover:underline")} prefetch={false}>
      {children}
    </Link>
  );
