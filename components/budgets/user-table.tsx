"use client";

import Link from "@/components/ui/link";

import { figureColumn } from "@/components/ui/columns";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import type { BudgetDetail } from "@/lib/budgets/get-budget";

import { SpentBar } from "./spent-bar";
import { UnknownBefore } from "./unknown-calls";

type User = BudgetDetail["users"][number];

interface UserTableProps {
  users: readonly User[];
  /** Where their traces are listed. */
  tracesPath: string;
  /** The least threshold, as a share of the limit. */
  warnAt: number;
}

/** The users nearest the ceiling that each of them has. */
export function UserTable({ users, tracesPath, warnAt }: UserTableProps) {
  const columns: Column<User>[] = [
    {
      head: "User",
      className: "max-w-80 truncate font-mono",
      cell: ({ user }) => (
        <Link
          href={`${tracesPath}?user=${encodeURIComponent(user)}&range=30d`}
          className="text-accent hover:underline"
        >
          {user}
        </Link>
      ),
    },
    figureColumn("Spent", "usd", ({ spentUsd }) => spentUsd, {
      cell: ({ unknownCalls, spentUsd }) => (
        <>
          <UnknownBefore n={unknownCalls} />
          <Figure value={spentUsd} quantity="usd" />
        </>
      ),
    }),
    figureColumn("Used", "percent", ({ used }) => used),
    {
      head: "Spent of the limit",
      quietHead: true,
      className: "min-w-48",
      cell: ({ used }) => (
        <SpentBar
          used={used}
          over={used >= 1}
          warning={used >= warnAt}
          label={`${Math.round(used * 100)} %`}
        />
      ),
    },
  ];
  return (
    <ColumnTable
      caption="Users nearest the ceiling"
      pinned
      className="max-h-120"
      columns={columns}
      rows={users}
      keyOf={({ user }) => user}
    />
  );
}
