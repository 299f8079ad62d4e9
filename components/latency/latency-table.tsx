"use client";

import { Download } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";

import { download } from "@/components/charts/frame/download";
import { Figure } from "@/components/ui/figure";
import { IconButton } from "@/components/ui/icon-button";
import { Panel } from "@/components/ui/panel";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { toCsv } from "@/lib/format/csv";
import { formatChange } from "@/lib/format/percent";
import { MEASURE, type Measure } from "@/lib/latency/measure";
import { QUANTILES, type QuantileName } from "@/lib/latency/observed";
import type { LatencyScope, LatencyWord } from "@/lib/latency/scope";

import { csvOf, type LatencyRow, sortRows } from "./latency-rows";
import { type SortColumn, sortParams } from "./search-params";
import { boundWords, observedWords, valueHref, type Words } from "./trace-links";
import { byWord, wordLabel } from "./words";

interface LatencyTableProps {
  measure: Measure;
  group: LatencyWord | null;
  quantile: QuantileName;
  /** "24 hours", as in "against the 24 hours before". */
  period: string;
  projectSlug: string;
  scope: LatencyScope;
  /** The most frequent; `all` may be more. */
  rows: readonly LatencyRow[];
  all: number;
}

const APPROXIMATE = "from a histogram with logarithmic bins: at most 2 % off";

/** The figures behind the lines. Each leads to its traces: a count to all, a quantile to those that took at least so long. */
export function LatencyTable({
  measure,
  group,
  quantile,
  period,
  projectSlug,
  scope,
  rows,
  all,
}: LatencyTableProps) {
  const [{ sort }, setSort] = useQueryStates(sortParams, { history: "replace" });
  const { label, many, needsStream } = MEASURE[measure];
  const title = group === null ? label : `${label} ${byWord(group)}`;
  const word = group === null ? "Value" : wordLabel(group);
  const hrefOf = ({ value }: LatencyRow, words: Words): string =>
    valueHref(projectSlug, scope, { measure, group, value }, words);
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
      <Table
        caption={title}
        pinned
        className="max-h-96"
        footer={all > rows.length && `The ${rows.length} most frequent of ${all.toLocaleString("en")}.`}
      >
        <TableHead>
          <Th {...head("value")}>{word}</Th>
          <Th numeric {...head("count")}>
            {needsStream ? "With a first token" : capital(many)}
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
                <Linked href={hrefOf(row, observedWords(measure))}>{row.label}</Linked>
              </Td>
              <Td numeric>
                <Linked href={hrefOf(row, observedWords(measure))}>
                  <Figure value={row.count} quantity="count" />
                </Linked>
              </Td>
              {QUANTILES.map((name) => (
                <Td key={name} numeric>
                  <Linked href={hrefOf(row, boundWords(measure, { overMs: row.quantiles[name] ?? 0 }))}>
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

const Linked = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} className="hover:text-accent hover:underline" prefetch={false}>
    {children}
  </Link>
);

const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;
