import { Figure } from "@/components/ui/figure";
import { KeyValues } from "@/components/ui/key-values";
import { Panel } from "@/components/ui/panel";
import { plural } from "@/lib/format/count";
import { formatUsd } from "@/lib/format/money";
import { formatDay, zoneName } from "@/lib/format/when";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { ProjectedMonth } from "@/lib/spend/month-end";

/** What the running month will have cost, with how sure that is. */
export function MonthPanel({ month, zone }: { month: ProjectedMonth; zone: string }) {
  const last = new Date(month.endMs - 1);
  const { end } = month;
  const high = end?.interval95.high ?? 0;
  const at = (usd: number) => `${high === 0 ? 0 : Math.min(100, (usd / high) * 100)}%`;
  return (
    <Panel
      how="how-to/read-costs#the-months-end"
      title="This month's end"
      aside={`${formatDay(last, zone)}, ${zoneName(last, zone)}`}
    >
      {end === null ? (
        <p className="text-s text-ink-2">
          {formatUsd(usdOfNano(month.spentNano))} so far. There is not enough history for a projection:{" "}
          {plural(month.days, "whole day")} of calls, and three are needed.
        </p>
      ) : (
        <>
          <p className="text-xl font-semibold tracking-[-0.02em]">
            <Figure value={end.expected} quantity="usd" />
          </p>
          <div
            role="img"
            aria-label={`${formatUsd(usdOfNano(month.spentNano))} spent, ${formatUsd(end.interval80.low)} to ${formatUsd(end.interval80.high)} at the end in 80 of 100 cases`}
            className="relative my-2 h-5 rounded-s bg-sunken"
          >
            <span
              className="absolute inset-y-0 left-0 rounded-s bg-accent-fill"
              style={{ width: at(month.spent) }}
            />
            <span
              className="absolute inset-y-1.5 bg-accent-line opacity-60"
              style={{ left: at(end.interval95.low), right: `calc(100% - ${at(end.interval95.high)})` }}
            />
            <span
              className="absolute inset-y-0.5 bg-accent-line"
              style={{ left: at(end.interval80.low), right: `calc(100% - ${at(end.interval80.high)})` }}
            />
            <span className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: at(end.expected) }} />
          </div>
          <KeyValues
            items={[
              { key: "Spent so far", value: <Figure value={usdOfNano(month.spentNano)} quantity="usd" /> },
              { key: "80 of 100 cases", value: between(end.interval80) },
              { key: "95 of 100 cases", value: between(end.interval95) },
            ]}
          />
          <p className="mt-2 text-xs text-ink-3">
            {end.basis === "mean" ? "By the mean hour" : `By the ${end.basis}`}, from the{" "}
            {plural(end.days, "day")} before
            {month.unknownCalls > 0 && `; ${plural(month.unknownCalls, "call")} of unknown cost left out`}.
          </p>
        </>
      )}
    </Panel>
  );
}

const between = ({ low, high }: { low: number; high: number }): string =>
  `${formatUsd(low)} to ${formatUsd(high)}`;
