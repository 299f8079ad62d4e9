import { Figure } from "@/components/ui/figure";
import { formatUsd } from "@/lib/format/money";
import { formatQuantity, type Quantity } from "@/lib/format/quantity";

interface EstimateProps {
  estimate: Record<"value" | "low" | "high", number | string | null>;
  quantity: Quantity;
  /** Why there is no value. */
  unknown: string;
  /** Of a value that is a lower bound: why. */
  atLeast?: string | undefined;
  /** Made of a tokenizer's counts. */
  estimated?: boolean;
  /** Made of times that an importer laid out. */
  synthetic?: boolean;
}

/** A figure over its interval of 95 %; a bound that too little was seen for is left out. */
export const Estimate = ({
  estimate: { value, low, high },
  quantity,
  unknown,
  atLeast,
  estimated,
  synthetic = false,
}: EstimateProps) => (
  <span className="inline-grid justify-items-end leading-4">
    <span>
      {atLeast !== undefined && value !== null && (
        <span data-tip={atLeast}>
          <span aria-hidden>≥ </span>
          <span className="sr-only">at least </span>
        </span>
      )}
      <Figure
        value={value}
        quantity={quantity}
        unknown={unknown}
        estimated={estimated}
        synthetic={synthetic}
      />
    </span>
    {value !== null && (
      <span className="tabular text-xs text-ink-3">{intervalText(low, high, quantity)}</span>
    )}
  </span>
);

function intervalText(low: number | string | null, high: number | string | null, quantity: Quantity): string {
  const text = (one: number | string): string =>
    quantity === "usd" ? formatUsd(one) : formatQuantity(Number(one), quantity);
  if (low !== null && high !== null)
    return text(low) === text(high) ? text(low) : `${text(low)} – ${text(high)}`;
  if (low !== null) return `from ${text(low)}`;
  return high === null ? "no interval" : `up to ${text(high)}`;
}
