import { CostTiles } from "@/components/cost/cost-tiles";
import { changeBetween } from "@/lib/format/change";
import { plural } from "@/lib/format/count";
import { formatUsd } from "@/lib/format/money";
import { formatPercent } from "@/lib/format/percent";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { Period } from "@/lib/spend/cost-summary";
import { monthEnd } from "@/lib/spend/month-end";
import { addSpend } from "@/lib/spend/read-spend";

import type { PartProps } from "./part-props";

/** A period in a few figures. */
function inShort({ spend, interactions }: Period) {
  const all = addSpend(spend);
  const usd = all.costNano === 0n && all.unknownCalls > 0 ? null : Number(all.costNano) / 1e9;
  const began = interactions?.reduce((sum, one) => sum + one.interactions, 0) ?? null;
  const failed = interactions?.reduce((sum, one) => sum + one.failed, 0) ?? null;
  const failedNano = interactions?.some(({ failedCostNano }) => failedCostNano === null)
    ? null
    : (interactions?.reduce((sum, one) => sum + (one.failedCostNano ?? 0n), 0n) ?? null);
  const count = began ?? all.calls;
  return { ...all, usd, began, failed, failedNano, per: usd === null || count === 0 ? null : usd / count };
}

/** "+19.0 % on the 7 days before", "was $0.02 the 7 days before", "only 3 calls now". */
function changeText(change: string, period: string): string {
  if (change.startsWith("only")) return change;
  return `${change} ${change === "unchanged" ? "from " : change.startsWith("was") ? "" : "on "}the ${period} before`;
}

/** What the count of model calls leaves out, and why some have no cost. */
const unknownNote = (unknownUsage: number, unknownRankings: number): string | null =>
  [
    unknownUsage > 0 ? `${plural(unknownUsage, "call")} reported no usage` : null,
    unknownRankings > 0 ? `${plural(unknownRankings, "ranking")} besides` : null,
  ]
    .filter((part) => part !== null)
    .join("; ") || null;

/** What it cost in short: each figure against the period before, and the traces behind it. */
export async function Tiles({ ctx, query, summary, links, period }: PartProps) {
  const [now, before, month] = [inShort(summary.now), inShort(summary.before), await monthEnd(ctx, query)];
  const cases =
    now.began === null
      ? { now: now.calls, before: before.calls, one: "call" }
      : { now: now.began, before: before.began ?? 0, one: "interaction" };
  const against = (value: number | null, was: number | null) => {
    const change = changeBetween(value, was, "usd", cases);
    return change === null ? `nothing in the ${period} before` : changeText(change.text, period);
  };
  const share = (nano: bigint) =>
    now.costNano === 0n
      ? null
      : `${formatPercent(Math.round((Number(nano) / Number(now.costNano)) * 1000) / 1000)} of the cost`;
  const { end } = month;
  return (
    <CostTiles
      tiles={[
        {
          label: "Cost",
          value: now.usd === null ? null : usdOfNano(now.costNano),
          quantity: "usd",
          unknown: "no call here has a known price and usage",
          estimated: now.estimated > 0,
          change: against(now.usd, before.usd),
          note: now.estimated > 0 ? `~ ${plural(now.estimated, "call")} estimated` : null,
          href: links.traces(),
        },
        {
          label: now.began === null ? "Per call" : "Per interaction",
          value: now.per,
          quantity: "usd",
          unknown: "nothing with a known cost",
          estimated: now.estimated > 0,
          change: against(now.per, before.per),
          note: now.began === null ? plural(now.calls, "call") : plural(now.began, "interaction"),
          href: links.traces(),
        },
        {
          label: "Calls of unknown cost",
          value: now.unknownCalls,
          quantity: "count",
          change:
            now.unknownCalls === 0 ? "every model call has a known cost" : "model calls, in no amount here",
          note: unknownNote(now.unknownUsage, summary.unknownRankings),
          href: links.traces({ cost_known: false }),
        },
        {
          label: "Retries",
          value: usdOfNano(now.retryCostNano),
          quantity: "usd",
          estimated: now.estimated > 0 && now.retryCostNano > 0n,
          change: plural(now.retries, "repeated call"),
          note: share(now.retryCostNano),
          href: links.traces({ retried: true }),
        },
        {
          label: "Failed interactions",
          value: now.failedNano === null ? null : usdOfNano(now.failedNano),
          quantity: "usd",
          estimated: now.estimated > 0 && (now.failedNano ?? 0n) > 0n,
          unknown:
            now.failed === null
              ? "only whole interactions fail; the filters speak of calls"
              : "not kept by user",
          change: now.failed === null ? null : plural(now.failed, "interaction"),
          note: now.failedNano === null ? null : share(now.failedNano),
          href: links.traces({ status: "error" }),
        },
        {
          label: "At the month's end",
          value: end === null ? null : end.expected,
          quantity: "usd",
          estimated: now.estimated > 0,
          unknown: "three whole days of calls are needed for a projection",
          change:
            end === null ? null : `${formatUsd(end.interval80.low)} to ${formatUsd(end.interval80.high)}`,
          note: end === null ? `${formatUsd(usdOfNano(month.spentNano))} so far` : "in 80 of 100 cases",
        },
      ]}
    />
  );
}
