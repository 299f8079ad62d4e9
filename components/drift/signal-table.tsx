"use client";

import Link from "@/components/ui/link";

import { Badge } from "@/components/ui/badge";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { CsvButton } from "@/components/ui/csv-button";
import { Panel } from "@/components/ui/panel";
import { TAKES_THE_REST } from "@/components/ui/table";
import { formatPercent } from "@/lib/format/percent";

export interface SignalRow {
  key: string;
  label: string;
  /** Of a segment: "model gpt-4o"; '': the whole feature. */
  segment: string;
  state: "moved" | "watched" | "waiting";
  /** Sentences as they are shown; '': nothing. */
  now: string;
  usual: string;
  least: string;
  /** 0 to 1; null: not looked at. */
  evidence: number | null;
  /** The figures with all digits, for a file. */
  exact: {
    signal: string;
    now: number | null;
    usual: number | null;
    /** Of both; ratio: they are factors of what is usual. */
    unit: string | null;
    least: number | null;
    leastUnit: string | null;
  };
  isJudged: boolean;
  /** Why it is not, or on which days it will not be; '': nothing to be said. */
  judging: string;
  href: string;
  chosen: boolean;
}

const COLUMNS: Column<SignalRow>[] = [
  {
    head: "Signal",
    cell: ({ label, href }) => (
      <Link href={href} scroll={false} className="hover:underline">
        {label}
      </Link>
    ),
  },
  {
    head: "Of",
    dim: true,
    className: "max-w-44 truncate xl:max-w-60",
    title: ({ segment }) => segment,
    cell: ({ segment }) => segment || "all",
  },
  {
    head: "Lately",
    numeric: true,
    tip: "A mean in which an interaction counts half of one that came an hour later; where a level is watched, by how much it is more or less than usual",
    cell: ({ now }) => now || "–",
  },
  { head: "Usual then", numeric: true, dim: true, cell: ({ usual }) => usual || "–" },
  {
    head: "A day would show",
    numeric: true,
    dim: true,
    tip: "The smallest change that, had it begun a day ago, would have been found with a probability of 80 %",
    cell: ({ least }) => least || "–",
  },
  {
    head: "Evidence",
    className: TAKES_THE_REST,
    tip: "How much of the evidence for a finding there is: full is one",
    title: ({ judging }) => judging,
    cell: ({ state, evidence, isJudged, judging }) =>
      state === "moved" ? (
        <Badge tone="warn">moved</Badge>
      ) : isJudged ? (
        <Evidence part={evidence ?? 0} />
      ) : (
        <span className="text-ink-3">{judging}</span>
      ),
  },
];

/** On a logarithmic scale: evidence multiplies. */
function Evidence({ part }: { part: number }) {
  const width = part <= 0 ? 0 : Math.max(0, Math.min(1, 1 + Math.log10(part) / 4));
  return (
    <span
      role="img"
      aria-label={`${formatPercent(part)} of the evidence that a finding needs`}
      data-tip={`${formatPercent(part)} of the evidence that a finding needs`}
      className="block h-1.5 w-24 rounded-[2px] bg-sunken"
    >
      <span className="block h-full rounded-[2px] bg-ink-3" style={{ width: `${width * 100}%` }} />
    </span>
  );
}

const FILE = "signal label of state lately usual unit a_day_would_show change_unit evidence".split(" ");

const csvOf = (rows: readonly SignalRow[]) => ({
  head: FILE,
  rows: rows.map(({ label, segment, state, evidence, exact }) => [
    exact.signal,
    label,
    segment,
    state,
    exact.now,
    exact.usual,
    exact.unit,
    exact.least,
    exact.leastUnit,
    evidence,
  ]),
});

/** What is watched of a feature: what moved first, then by evidence. */
export const SignalTable = ({ place, rows }: { place: string; rows: readonly SignalRow[] }) => (
  <Panel
    how="how-to/see-drift#read-the-calm"
    title={`Signals of ${place}`}
    aside={<CsvButton name="drift-signals" {...csvOf(rows)} />}
    flush
  >
    <ColumnTable
      caption="Signals"
      pinned
      className="max-h-120"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ key }) => key}
      rowProps={({ chosen }) => ({ selected: chosen })}
    />
  </Panel>
);
