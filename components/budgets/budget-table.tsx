"use client";

import Link from "next/link";

import { Badge } from "@/components/ui/badge";
import { Figure } from "@/components/ui/figure";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { useTimeZone } from "@/components/ui/time-zone";
import type { BudgetStatus } from "@/lib/budgets/budget-status";

import { breachText } from "./breach-text";
import { STATE_WORDS } from "./budget-words";
import { SpentBar } from "./spent-bar";
import { UnknownCalls } from "./unknown-calls";

interface BudgetTableProps {
  budgets: readonly BudgetStatus[];
  /** Address of the page of budgets. */
  path: string;
}

/** Every ceiling: what is spent of it, where the period will end, and when the limit will be reached. */
export function BudgetTable({ budgets, path }: BudgetTableProps) {
  const zone = useTimeZone();
  return (
    <Table caption="Budgets">
      <TableHead>
        <Th>Budget</Th>
        <Th>State</Th>
        <Th numeric>Spent</Th>
        <Th numeric>Limit</Th>
        <Th numeric>Used</Th>
        <Th className="w-40">
          <span className="sr-only">Spent of the limit</span>
        </Th>
        <Th numeric>Forecast</Th>
        <Th>Limit reached</Th>
        <Th>Counts</Th>
        <Th>Period</Th>
      </TableHead>
      <tbody>
        {budgets.map((budget) => {
          const end = budget.forecast?.points.at(-1);
          const state = STATE_WORDS[budget.state];
          return (
            <Tr key={budget.id}>
              <Td className="max-w-64 truncate">
                <Link href={`${path}/${budget.id}`} className="font-medium text-accent hover:underline">
                  {budget.name}
                </Link>
              </Td>
              <Td>
                <Badge tone={state.tone}>{state.label}</Badge>
              </Td>
              <Td numeric>
                <Figure value={budget.spentUsd} quantity="usd" />
                <UnknownCalls n={budget.unknownCalls} />
              </Td>
              <Td numeric>
                <Figure value={budget.limitUsd} quantity="usd" />
                {budget.raised && (
                  <span
                    className="text-ink-3"
                    data-tip={`raised by ${budget.raised.author}: ${budget.raised.reason}`}
                  >
                    {" "}
                    raised
                  </span>
                )}
              </Td>
              <Td numeric>
                <Figure value={budget.used} quantity="percent" />
              </Td>
              <Td>
                <SpentBar
                  used={budget.used}
                  over={budget.state === "over"}
                  warning={budget.state === "warning"}
                  forecast={end ? end.expected / Number(budget.limitUsd) : null}
                  label={`${Math.round(budget.used * 100)} % of the limit`}
                />
              </Td>
              <Td numeric>
                <Figure
                  value={end?.expected}
                  quantity="usd"
                  unknown={
                    budget.rolling || budget.everyUser
                      ? "windows that move and ceilings of each user have no end to forecast"
                      : "nothing was spent yet"
                  }
                />
              </Td>
              <Td dim>{breachText(budget, zone)}</Td>
              <Td dim className="max-w-72 truncate" title={budget.scope}>
                {budget.scope}
              </Td>
              <Td dim>{budget.period}</Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
