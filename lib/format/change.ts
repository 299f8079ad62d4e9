import { plural } from "./count";
import { formatDifference, formatQuantity, type Quantity } from "./quantity";
import { NBSP } from "./significant";

/** With fewer cases than this in either period a change says nothing about what is measured. */
export const ENOUGH_CASES = 30;
/** A change beyond tenfold is said by the figure of the period before: "+101,450 %" helps nobody. */
const TENFOLD = 10;

/** What a figure is of, in the period and in the one before. */
export interface Cases {
  now: number;
  before: number;
  /** "interaction", "call". */
  one: string;
}

/** How a figure moved against the period before. */
export interface Change {
  /** "+4.1 %", "was $0.02", "unchanged"; of too few cases how many there were: "was 4 interactions". */
  text: string;
  /** Which way; null: it did not move, or too few cases were seen to say so. */
  way: "up" | "down" | null;
}

/**
 * The one way in which figures are compared with the period before, on every page. Null: there is no figure in one of the two.
 * @param counts whether the figure is the number of cases itself: few of them now is a change, and no lack of evidence
 */
export function changeBetween(
  now: number | null,
  before: number | null,
  quantity: Quantity,
  cases: Cases,
  counts = false,
): Change | null {
  if (now === null) return null;
  if (cases.before < ENOUGH_CASES)
    return cases.before === 0 ? null : { text: `was ${plural(cases.before, cases.one)}`, way: null };
  if (before === null) return null;
  if (!counts && cases.now < ENOUGH_CASES)
    return { text: `only ${plural(cases.now, cases.one)} now`, way: null };
  return said(now, before, quantity);
}

function said(now: number, before: number, quantity: Quantity): Change {
  const way = now > before ? "up" : "down";
  if (quantity === "percent")
    return Math.abs(now - before) < 0.00005
      ? { text: "unchanged", way: null }
      : { text: formatDifference(now - before, quantity), way };
  if (before === 0 && now === 0) return { text: "unchanged", way: null };
  if (before === 0 || now / before > TENFOLD)
    return { text: `was${NBSP}${formatQuantity(before, quantity)}`, way };
  const share = (now - before) / before;
  if (Math.abs(share) < 0.0005) return { text: "unchanged", way: null };
  return { text: `${share < 0 ? "−" : "+"}${formatQuantity(Math.abs(share), "percent")}`, way };
}
