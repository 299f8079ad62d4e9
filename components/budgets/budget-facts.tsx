"use client";

import type { ReactNode } from "react";

import { Badge } from "@/components/ui/badge";
import { Figure } from "@/components/ui/figure";
import { AbsoluteTime, RelativeTime } from "@/components/ui/relative-time";
import { useTimeZone } from "@/components/ui/time-zone";
import type { BudgetStatus } from "@/lib/budgets/budget-status";
import type { BudgetInput } from "@/lib/budgets/schemas";
import { formatUsd } from "@/lib/format/money";

import { breachText } from "./breach-text";
import { ACTION_WORDS, STATE_WORDS } from "./budget-labels";
import { SpentBar } from "./spent-bar";
import { UnknownCalls } from "./unknown-calls";

interface BudgetFactsProps {
  status: BudgetStatus;
  thresholds: BudgetInput["thresholds"];
}

/** The figures of one budget at a glance. */
export function BudgetFacts({ status, thresholds }: BudgetFactsProps) {
  const zone = useTimeZone();
  const state = STATE_WORDS[status.state];
  const end = status.forecast?.points.at(-1);
  const counting = status.state === "counting";
  return (
    <section
      aria-label="Now"
      className="grid overflow-hidden rounded-l border border-line bg-surface sm:grid-cols-2 xl:grid-cols-4"
    >
      <Fact
        label={status.everyUser ? "Spent by the first user" : "Spent"}
        badge={<Badge tone={state.tone}>{state.label}</Badge>}
      >
        <span className="text-xl font-semibold tracking-[-0.02em]">
          {counting ? (
            "counting"
          ) : (
            <Figure value={status.spentUsd} quantity="usd" estimated={status.estimated} />
          )}
        </span>{" "}
        <span className="text-ink-2">
          of <Figure value={status.limitUsd} quantity="usd" />
        </span>
        {!counting && (
          <span className="mt-1.5 mb-1 block">
            <SpentBar
              used={status.used}
              over={status.state === "over"}
              warning={status.state === "warning"}
              forecast={end ? end.expected / Number(status.limitUsd) : null}
              label={`${Math.round(status.used * 100)} % of the limit`}
            />
          </span>
        )}
        <span className="text-s">
          <UnknownCalls n={status.unknownCalls} />
          {status.heldUsd !== "0" && ` ${formatUsd(status.heldUsd)} held for calls under way`}
        </span>
      </Fact>
      <Fact label="At the end of the period">
        <span className="text-xl font-semibold tracking-[-0.02em]">
          <Figure
            value={end?.expected}
            quantity="usd"
            estimated={status.estimated}
            unknown={
              status.rolling || status.everyUser
                ? "there is no end to forecast"
                : counting
                  ? "past calls are still being counted"
                  : "too little history"
            }
          />
        </span>
        {end && (
          <span className="block text-s text-ink-2">
            {formatUsd(end.low)} to {formatUsd(end.high)} in 80 of 100 cases
          </span>
        )}
      </Fact>
      <Fact label="Limit reached">
        <span className="block text-m font-medium">{breachText(status, zone)}</span>
        <span className="block text-s text-ink-2">
          {status.rolling ? (
            "counts from the window's beginning, "
          ) : (
            <>
              begins anew <RelativeTime at={status.periodEndIso} />,{" "}
            </>
          )}
          <AbsoluteTime at={status.rolling ? status.periodStartIso : status.periodEndIso} />
        </span>
        {status.raised && (
          <span className="block text-s text-ink-2">
            raised by {status.raised.author} until <AbsoluteTime at={status.raised.untilIso} />:{" "}
            {status.raised.reason}
          </span>
        )}
      </Fact>
      <Fact label="Thresholds">
        <ul className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-0.5 text-s">
          {thresholds.map(({ percent, actions }) => (
            <li key={percent} className="contents">
              <span className="num">{percent} %</span>
              <span className="text-ink-2">
                {actions.length === 0 ? "noted" : actions.map((action) => ACTION_WORDS[action]).join(", ")}
              </span>
            </li>
          ))}
        </ul>
      </Fact>
    </section>
  );
}

function Fact({ label, badge, children }: { label: string; badge?: ReactNode; children: ReactNode }) {
  return (
    <div className="-mr-px -mb-px border-r border-b border-line px-3.5 pt-3 pb-2.5">
      <div className="mb-0.5 flex items-center gap-2 text-s text-ink-2">
        {label} {badge}
      </div>
      {children}
    </div>
  );
}
