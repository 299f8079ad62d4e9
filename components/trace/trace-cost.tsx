import { Figure } from "@/components/ui/figure";
import { plural } from "@/lib/format/count";
import { exactUsd, formatUsd } from "@/lib/format/money";
import type { TraceHead } from "@/lib/traces/summary";

const ESTIMATED = "Includes calls whose tokens are estimated by a tokenizer.";

/** A cost that may be partly or wholly unknown: "$0.0187", "≥ $0.0041", or a dash with its reason. */
export function TraceCost({
  cost_usd: usd,
  cost_status: status,
  tokens_estimated: isEstimated,
  unknownCalls,
}: Pick<TraceHead, "cost_usd" | "cost_status" | "tokens_estimated"> & { unknownCalls?: number }) {
  if (usd === null)
    return (
      <Figure
        value={null}
        quantity="usd"
        unknown={status === null ? "no model was called" : "tokens or prices are unknown"}
      />
    );
  if (isEstimated)
    return (
      <span
        className="tabular whitespace-nowrap"
        data-tip={`${exactUsd(usd)}.\n${ESTIMATED}${unknownCalls ? `\n${plural(unknownCalls, "call")} without a known cost are left out.` : ""}`}
      >
        ~ {formatUsd(usd, { padded: true })}
        <span className="sr-only"> (estimated)</span>
      </span>
    );
  if (status !== "partial") return <Figure value={usd} quantity="usd" />;
  const calls = unknownCalls === undefined ? "Some calls" : plural(unknownCalls, "call");
  return (
    <span
      className="tabular whitespace-nowrap"
      data-tip={`${exactUsd(usd)} known.\n${calls} without a known cost: tokens or prices are unknown.`}
    >
      ≥ {formatUsd(usd, { padded: true })}
      <span className="sr-only"> (partly unknown)</span>
    </span>
  );
}
