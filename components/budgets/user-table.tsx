"use client";

import Link from "next/link";

import { Figure } from "@/components/ui/figure";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { BudgetDetail } from "@/lib/budgets/get-budget";

import { SpentBar } from "./spent-bar";
import { UnknownBefore } from "./unknown-calls";

/** The users nearest the ceiling that each of them has. @param tracesPath where their traces are listed */
export function UserTable({ users, tracesPath }: { users: BudgetDetail["users"]; tracesPath: string }) {
  return (
    <Table caption="Users nearest the ceiling" pinned className="max-h-120">
      <TableHead>
        <Th>User</Th>
        <Th numeric>Spent</Th>
        <Th numeric>Used</Th>
        <Th className="w-48">
          <span className="sr-only">Spent of the limit</span>
        </Th>
      </TableHead>
      <tbody>
        {users.map(({ user, spentUsd, unknownCalls, used }) => (
          <Tr key={user}>
            <Td className="max-w-80 truncate font-mono">
              <Link
                href={`${tracesPath}?user=${encodeURIComponent(user)}&range=30d`}
                className="text-accent hover:underline"
              >
                {user}
              </Link>
            </Td>
            <Td numeric>
              <UnknownBefore n={unknownCalls} />
              <Figure value={spentUsd} quantity="usd" />
            </Td>
            <Td numeric>
              <Figure value={used} quantity="percent" />
            </Td>
            <Td>
              <SpentBar
                used={used}
                over={used >= 1}
                warning={used >= 0.8}
                label={`${Math.round(used * 100)} %`}
              />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
