import { ClockAlert } from "lucide-react";

import { type Quantity, exactQuantity, formatQuantity } from "@/lib/format/quantity";
import { exactUsd, formatUsd } from "@/lib/format/money";
import { UNKNOWN } from "@/lib/format/significant";

import { cn } from "./cn";
import { Tooltip } from "./tooltip";

/** Why such a time says nothing of how fast something was. */
export const SYNTHETIC = "of a synthetic clock: an importer laid some of these times out";

interface FigureProps {
  /** Milliseconds, share 0..1, dollars (number or decimal text), …; null is unknown, never 0. */
  value: number | string | null | undefined;
  quantity: Quantity;
  /** Why it is unknown: "no price for this model". */
  unknown?: string;
  /** Made of a tokenizer's counts: marked with ~. */
  estimated?: boolean;
  /** Made of times that an importer laid out: marked with a clock. */
  synthetic?: boolean;
  className?: string;
}

/** A number with its unit to three significant digits; the exact value, or the reason for the dash, on hover. */
export function Figure({
  value,
  quantity,
  unknown = "not reported",
  estimated,
  synthetic,
  className,
}: FigureProps) {
  if (value === null || value === undefined) {
    return (
      <Tooltip content={unknown}>
        <span className={cn("tabular text-ink-3", className)}>
          <span aria-hidden>{UNKNOWN}</span>
          <span className="sr-only">unknown: {unknown}</span>
        </span>
      </Tooltip>
    );
  }
  const [short, exact] =
    quantity === "usd"
      ? [formatUsd(value, { padded: true }), exactUsd(value)]
      : [formatQuantity(Number(value), quantity), exactQuantity(Number(value), quantity)];
  if (estimated)
    return (
      <Tooltip content={`${exact}, estimated by a tokenizer`}>
        <span className={cn("tabular whitespace-nowrap", className)}>
          <span aria-hidden>~ </span>
          <span className="sr-only">estimated </span>
          {short}
        </span>
      </Tooltip>
    );
  if (synthetic)
    return (
      <Tooltip content={`${exact}, ${SYNTHETIC}`}>
        <span className={cn("tabular whitespace-nowrap", className)}>
          <ClockAlert aria-hidden className="mr-1 inline size-3 align-[-1px] text-warn" />
          <span className="sr-only">synthetic clock </span>
          {short}
        </span>
      </Tooltip>
    );
  const text = <span className={cn("tabular whitespace-nowrap", className)}>{short}</span>;
  return short === exact ? text : <Tooltip content={exact}>{text}</Tooltip>;
}
