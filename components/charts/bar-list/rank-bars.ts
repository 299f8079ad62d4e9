/** One bar of a ranked list: a feature and its cost, a tool and its errors. */
export interface BarItem {
  key: string;
  label: string;
  /** Null is unknown: no bar, a dash. */
  value: number | null;
  /** All digits where a number would lose some: money as its decimal text. */
  exact?: string;
  /** Where what is behind it is listed. */
  href?: string | undefined;
  /** A quiet fact beside the name: "12 calls without a price". */
  note?: string | undefined;
  /** A colour with a meaning; otherwise all bars are alike. */
  color?: string | undefined;
  /** No group of its own: everything beyond the largest, or without a value. Drawn last and neutral. */
  rest?: "other" | "unknown" | undefined;
}

export interface RankedBar extends BarItem {
  /** Of the total, 0..1; null where the value is unknown or the total is none. */
  share: number | null;
  /** Of the longest bar, 0..1. */
  length: number;
}

/** The largest first, "other" and "unknown" last. @param total what shares are of; by default the sum of the values */
export function rankBars(items: readonly BarItem[], total?: number): RankedBar[] {
  const whole = total ?? items.reduce((sum, { value }) => sum + (value ?? 0), 0);
  const longest = Math.max(0, ...items.map(({ value }) => value ?? 0));
  const place = ({ rest }: BarItem) => (rest === undefined ? 0 : rest === "other" ? 1 : 2);
  return items
    .toSorted((a, b) => place(a) - place(b) || (b.value ?? -1) - (a.value ?? -1))
    .map((item) => ({
      ...item,
      share: item.value === null || !(whole > 0) ? null : item.value / whole,
      length: longest > 0 ? Math.max(0, item.value ?? 0) / longest : 0,
    }));
}
