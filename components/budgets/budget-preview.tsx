"use client";

import { useQuery } from "@tanstack/react-query";

import { Figure } from "@/components/ui/figure";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { useTimeZone } from "@/components/ui/time-zone";
import { useSettled } from "@/components/trace/use-settled";
import type { BudgetPreview as Preview } from "@/lib/budgets/preview-budget";
import type { BudgetInput } from "@/lib/budgets/schemas";
import { formatDateTime } from "@/lib/format/when";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

import { UnknownCalls } from "./unknown-calls";

interface BudgetPreviewProps {
  input: BudgetInput;
  preview: (input: BudgetInput) => Promise<ActionResult<Preview>>;
}

/** What the budget would have meant in its last periods; follows the form a moment behind. */
export function BudgetPreview({ input, preview }: BudgetPreviewProps) {
  const zone = useTimeZone();
  const asked = useSettled(JSON.stringify({ ...input, name: "" }), 400);
  const ready = /^\d+(\.\d+)?$/.test(input.limitUsd.trim()) && Number(input.limitUsd) > 0;
  const { data, error, isPending } = useQuery({
    queryKey: ["budget-preview", asked],
    queryFn: async () => valueOf(await preview(JSON.parse(asked) as BudgetInput)),
    enabled: ready,
    retry: false,
    placeholderData: (before) => before,
  });
  return (
    <Panel title="What it would have meant" aside="the last periods">
      {!ready ? (
        <p className="text-m text-ink-2">Give a limit to see when it would have been reached.</p>
      ) : error ? (
        <p role="alert" className="text-s text-ink-2">
          {error.message}
        </p>
      ) : isPending || !data ? (
        <Skeleton className="h-32" />
      ) : (
        <ul className="grid gap-2 text-s" aria-live="polite">
          {data.periods.map((period) => (
            <li key={period.startIso} className="border-t border-line pt-2 first:border-t-0 first:pt-0">
              <div className="flex items-baseline gap-2">
                <span className="text-ink-2">
                  {period.present ? "Now, since " : ""}
                  {formatDateTime(new Date(period.startIso), input.rolling ? zone : input.zone)}
                </span>
                <span className="ml-auto font-medium">
                  <Figure
                    value={period.recorded ? period.spentUsd : null}
                    quantity="usd"
                    unknown="nothing is kept from before the first trace"
                  />
                </span>
              </div>
              <div className={period.breachIso ? "text-warn" : "text-ink-3"}>
                {!period.recorded
                  ? "no data"
                  : period.breachIso
                    ? `reached by ${formatDateTime(new Date(period.breachIso), zone)}`
                    : "not reached"}
                {period.user && ` · most: ${period.user}`}
                <UnknownCalls n={period.unknownCalls} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
