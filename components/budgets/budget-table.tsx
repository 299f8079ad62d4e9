"use client";

import Link from "next/link";

import { Badge } from "@/components/ui/badge";
import { Figure } from "@/components/ui/figure";
import { Table, TableHead, TAKES_THE_REST, Td, Th, Tr } from "@/components/ui/table";
import { useTimeZone } from "@/components/ui/time-zone";
import type { BudgetStatus } from "@/lib/budgets/budget-status";

import { breachText } from "./breach-text";
import { STATE_WORDS } from "./budget-words";
import { SpentBar } from "./spent-bar";
import { UnknownBefore } from "./unknown-calls";

interface BudgetTableProps {
  budgets: readonly BudgetStatus[];
  /** Address of the page of budgets. */
  path: string;
}

/** Every ceiling: what is spent of it, where the period will end, and when the limit will be reached. */
export function BudgetTable({ budgets, path }: BudgetTableProps) {
  const zone = useTimeZone();
  return (
    <Table caption="Budgets" pinned>
      <TableHead>
        <Th>Budget</Th>
        <Th>State</Th>
        <Th numeric>Spent</Th>
        <Th numeric>Limit</Th>
        <Th numeric>Used</Th>
        <Th numeric>Forecast</Th>
        <Th>Limit reached</Th>
        <Th>What counts</Th>
      </TableHead>
      <tbody>
        {budgets.map((budget) => {
          const end = budget.forecast?.points.at(-1);
          const state = STATE_WORDS[budget.state];
          return (
            <Tr key={budget.id}>
              <Td className="max-w-56 truncate" title={budget.name}>
                <Link href={`${path}/${budget.id}`} className="font-medium text-accent hover:underline">
                  {budget.name}
                </Link>
              </Td>
              <Td>
                <Badge tone={state.tone}>{state.label}</Badge>
              </Td>
              <Td numeric>
                <UnknownBefore n={budget.unknownCalls} />
                <Figure value={budget.spentUsd} quantity="usd" />
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
              <Td>
                <span className="flex items-center gap-2">
                  <SpentBar
                    used={budget.used}
                    over={budget.state === "over"}
                    warning={budget.state === "warning"}
                    forecast={end ? end.expected / Number(budget.limitUsd) : null}
                    label={`${Math.round(budget.used * 100)} % of the limit`}
                  />
                  <Figure value={budget.used} quantity="percent" className="num w-12 shrink-0" />
                </span>
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
              <Td dim className={TAKES_THE_REST} title={`${budget.scope} · ${budget.period}`}>
                {budget.scope} · {budget.period}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
