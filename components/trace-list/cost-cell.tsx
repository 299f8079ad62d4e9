import { Figure } from "@/components/ui/figure";
import { plural } from "@/lib/format/count";
import type { TraceSummary } from "@/lib/traces/summary";

/** What a trace cost: a sum with calls left out is "at least", and says how many; no price at all is a dash with its reason. */
export function CostCell({
  trace,
}: {
  trace: Pick<TraceSummary, "cost_usd" | "cost_status" | "tokens_estimated" | "counts" | "models">;
}) {
  const { cost_usd, cost_status, counts } = trace;
  if (trace.tokens_estimated && cost_usd !== null)
    return <Figure value={cost_usd} quantity="usd" estimated />;
  if (cost_status === "partial" && cost_usd !== null) {
    const why = `At least: ${plural(counts.unknown_cost, "call")} without a known cost`;
    return (
      <span className="whitespace-nowrap">
        <span className="text-warn" data-tip={why}>
          <span aria-hidden>≥ </span>
          <span className="sr-only">at least </span>
        </span>
        <Figure value={cost_usd} quantity="usd" />
      </span>
    );
  }
  if (counts.contradicted_cost > 0 && cost_usd !== null)
    return (
      <span className="whitespace-nowrap">
        <span
          className="text-warn"
          data-tip={`The client reports another cost for ${plural(counts.contradicted_cost, "call")}`}
        >
          <span aria-hidden>≠ </span>
          <span className="sr-only">contradicted by the client: </span>
        </span>
        <Figure value={cost_usd} quantity="usd" />
      </span>
    );
  return (
    <Figure
      value={cost_usd}
      quantity="usd"
      unknown={
        counts.llm === 0
          ? "no model was called"
          : trace.models.length > 0
            ? `no price or no tokens for ${trace.models.join(", ")}`
            : "the client named no model"
      }
    />
  );
}
