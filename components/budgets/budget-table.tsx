"use client";

import Link from "@/components/ui/link";

import { Badge } from "@/components/ui/badge";
import { figureColumn, textColumn } from "@/components/ui/columns";
import type { Column } from "@/components/ui/column-table";
import { DataTable } from "@/components/ui/data-table";
import { Figure } from "@/components/ui/figure";
import { TAKES_THE_REST } from "@/components/ui/table";
import { useTimeZone } from "@/components/ui/time-zone";
import type { BudgetStatus } from "@/lib/budgets/budget-status";

import { breachText } from "./breach-text";
import { STATE_WORDS } from "./budget-labels";
import { SpentBar } from "./spent-bar";
import { UnknownBefore } from "./unknown-calls";

interface BudgetTableProps {
  budgets: readonly BudgetStatus[];
  /** Address of the page of budgets. */
  path: string;
}

const expected = ({ forecast }: BudgetStatus): number | undefined => forecast?.points.at(-1)?.expected;
const counts = ({ scope, period }: BudgetStatus): string => `${scope} · ${period}`;

/** Every ceiling: what is spent of it, where the period will end, and when the limit will be reached. */
export function BudgetTable({ budgets, path }: BudgetTableProps) {
  const zone = useTimeZone();
  const columns: Column<BudgetStatus>[] = [
    textColumn("Budget", ({ name }) => name, {
      className: "max-w-56 truncate",
      cell: ({ id, name }) => (
        <Link href={`${path}/${id}`} className="font-medium text-accent hover:underline">
          {name}
        </Link>
      ),
    }),
    {
      head: "State",
      sortBy: ({ state }) => STATE_WORDS[state].label,
      cell: ({ state }) => <Badge tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].label}</Badge>,
    },
    figureColumn("Spent", "usd", ({ state, spentUsd }) => (state === "counting" ? null : spentUsd), {
      cell: ({ state, unknownCalls, spentUsd, estimated }) =>
        state === "counting" ? (
          <span className="text-ink-3">counting</span>
        ) : (
          <>
            <UnknownBefore n={unknownCalls} />
            <Figure value={spentUsd} quantity="usd" estimated={estimated} />
          </>
        ),
    }),
    figureColumn("Limit", "usd", ({ limitUsd }) => limitUsd, {
      cell: ({ limitUsd, raised }) => (
        <>
          <Figure value={limitUsd} quantity="usd" />
          {raised && (
            <span className="text-ink-3" data-tip={`raised by ${raised.author}: ${raised.reason}`}>
              {" "}
              raised
            </span>
          )}
        </>
      ),
    }),
    figureColumn("Used", "percent", ({ used }) => used, { cell: (budget) => <Used budget={budget} /> }),
    figureColumn("Forecast", "usd", expected, {
      cell: (budget) => (
        <Figure
          value={expected(budget)}
          quantity="usd"
          estimated={budget.estimated}
          unknown={
            budget.rolling || budget.everyUser
              ? "windows that move and ceilings of each user have no end to forecast"
              : budget.state === "counting"
                ? "past calls are still being counted"
                : "nothing was spent yet"
          }
        />
      ),
    }),
    { head: "Limit reached", dim: true, cell: (budget) => breachText(budget, zone) },
    textColumn("What counts", counts, { dim: true, className: TAKES_THE_REST }),
  ];
  return <DataTable caption="Budgets" pinned columns={columns} rows={budgets} keyOf={({ id }) => id} />;
}

function Used({ budget }: { budget: BudgetStatus }) {
  if (budget.state === "counting")
    return <Figure value={null} quantity="percent" unknown="past calls are still being counted" />;
  const end = expected(budget);
  return (
    <span className="flex items-center gap-2">
      <SpentBar
        used={budget.used}
        over={budget.state === "over"}
        warning={budget.state === "warning"}
        forecast={end === undefined ? null : end / Number(budget.limitUsd)}
        label={`${Math.round(budget.used * 100)} % of the limit`}
      />
      <Figure value={budget.used} quantity="percent" className="num w-12 shrink-0" />
    </span>
  );
}
