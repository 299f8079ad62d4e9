"use client";

import { Badge } from "@/components/ui/badge";
import { figureColumn, textColumn } from "@/components/ui/columns";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { FigureLink } from "@/components/ui/figure-link";
import { AbsoluteTime, RelativeTime } from "@/components/ui/relative-time";
import { TAKES_THE_REST } from "@/components/ui/table";
import type { Breach } from "@/lib/budgets/get-budget";
import { SLOT_MS } from "@/lib/time/slot";

import { causesText, mostOf, toldText } from "./breach-words";
import { UnknownBefore } from "./unknown-calls";

const REACHED: Column<Breach>[] = [
  { head: "Reached", cell: ({ at }) => <AbsoluteTime at={at} /> },
  {
    head: "Threshold",
    numeric: true,
    cell: ({ percent }) => `${percent} %`,
  },
];

type TracesOf = (breach: Breach, words: Record<string, string>) => string;

const userColumn = (tracesOf: TracesOf) =>
  textColumn<Breach>("User", ({ user }) => user, {
    className: "max-w-48 truncate font-mono",
    cell: (breach) =>
      breach.user !== null && (
        <FigureLink href={tracesOf(breach, { user: breach.user })}>{breach.user}</FigureLink>
      ),
  });

/** Who spent most of it: each leads to its traces of the period. */
const Causes = ({ breach, tracesOf }: { breach: Breach; tracesOf: TracesOf }) => {
  const causes = mostOf(breach.causes);
  if (breach.causes === null) return "being looked up";
  if (causes.length === 0) return "–";
  return causes.map(({ word, value, text }, place) => (
    <span key={word}>
      {place > 0 && ", "}
      <FigureLink href={tracesOf(breach, { [word]: value })}>{text}</FigureLink>
    </span>
  ));
};

const then = (tracesOf: TracesOf): Column<Breach>[] => [
  figureColumn("Spent", "usd", ({ spentUsd }) => spentUsd, {
    cell: ({ unknownCalls, spentUsd }) => (
      <>
        <UnknownBefore n={unknownCalls} />
        <Figure value={spentUsd} quantity="usd" />
      </>
    ),
  }),
  figureColumn("Limit", "usd", ({ limitUsd }) => limitUsd),
  textColumn("Most spent by", ({ causes }) => causesText(causes), {
    dim: true,
    className: TAKES_THE_REST,
    cell: (breach) => <Causes {...{ breach, tracesOf }} />,
  }),
  { head: "Told", dim: true, cell: toldText },
  {
    head: "Ended",
    dim: true,
    title: ({ resolution }) => resolution ?? undefined,
    cell: ({ resolvedAt, resolution }) =>
      resolvedAt ? (
        <>
          <RelativeTime at={resolvedAt} /> <span className="text-ink-3">{resolution}</span>
        </>
      ) : (
        <Badge tone="warn">open</Badge>
      ),
  },
];

interface BreachTableProps {
  breaches: readonly Breach[];
  everyUser: boolean;
  /** Where traces are listed. */
  tracesPath: string;
}

/** Thresholds that were reached: when, at what, who spent it, who was told, and how it ended. */
export function BreachTable({ breaches, everyUser, tracesPath }: BreachTableProps) {
  // From the period's beginning until it was reached.
  const tracesOf: TracesOf = ({ periodStart, at }, words) => {
    const to = new Date(Date.parse(at) + SLOT_MS).toISOString();
    return `${tracesPath}?${new URLSearchParams({ from: new Date(periodStart).toISOString(), to, ...words }).toString()}`;
  };
  return (
    <ColumnTable
      caption="Thresholds reached"
      pinned
      className="max-h-120"
      columns={[...REACHED, ...(everyUser ? [userColumn(tracesOf)] : []), ...then(tracesOf)]}
      rows={breaches}
      keyOf={({ id }) => id}
    />
  );
}
