"use client";

import { Badge } from "@/components/ui/badge";
import { figureColumn, textColumn } from "@/components/ui/columns";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { AbsoluteTime, RelativeTime } from "@/components/ui/relative-time";
import { TAKES_THE_REST } from "@/components/ui/table";
import type { Breach } from "@/lib/budgets/get-budget";

import { causesText, toldText } from "./breach-words";
import { UnknownBefore } from "./unknown-calls";

const REACHED: Column<Breach>[] = [
  { head: "Reached", cell: ({ at }) => <AbsoluteTime at={at} /> },
  {
    head: "Threshold",
    numeric: true,
    cell: ({ percent }) => `${percent} %`,
  },
];

const USER = textColumn<Breach>("User", ({ user }) => user, { className: "max-w-48 truncate font-mono" });

const THEN: Column<Breach>[] = [
  figureColumn("Spent", "usd", ({ spentUsd }) => spentUsd, {
    cell: ({ unknownCalls, spentUsd }) => (
      <>
        <UnknownBefore n={unknownCalls} />
        <Figure value={spentUsd} quantity="usd" />
      </>
    ),
  }),
  figureColumn("Limit", "usd", ({ limitUsd }) => limitUsd),
  textColumn("Most spent by", ({ causes }) => causesText(causes), { dim: true, className: TAKES_THE_REST }),
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

const ALL_USERS = [...REACHED, ...THEN];
const EACH_USER = [...REACHED, USER, ...THEN];

/** Thresholds that were reached: when, at what, who spent it, who was told, and how it ended. */
export const BreachTable = ({ breaches, everyUser }: { breaches: readonly Breach[]; everyUser: boolean }) => (
  <ColumnTable
    caption="Thresholds reached"
    pinned
    className="max-h-120"
    columns={everyUser ? EACH_USER : ALL_USERS}
    rows={breaches}
    keyOf={({ id }) => id}
  />
);
