import { formatPercent, formatPoints } from "@/lib/format/percent";
import { NBSP, signed } from "@/lib/format/significant";
import type { LeastShown } from "@/lib/drift/engine/verdict";
import { formatFigure } from "@/lib/drift/figure";
import type { Unit } from "@/lib/signals/signal";

const DAY_H = 24;

/** The smallest change that a day would have shown, of what is watched most sharply; null: none. */
export function leastInADay(all: readonly LeastShown[]): LeastShown | null {
  const day = all.filter(({ inHours, change }) => inHours === DAY_H && change !== null);
  const size = ({ change, unit }: LeastShown): number =>
    unit === "ratio" ? Math.abs(Math.log(change ?? 1)) : Math.abs(change ?? 0);
  // A level is what people know; shares above quantiles are watched beside it.
  const level = day.filter(({ component }) => component === "level");
  return (level.length > 0 ? level : day).toSorted((a, b) => size(a) - size(b))[0] ?? null;
}

/** Of shares: beneath a hundredth of a point a change says nothing. */
const LEAST_SHARE = 0.0001;
/** Of numbers that have no unit which could be scaled. */
const LEAST_NUMBER = 0.001;

/** "+1.24 pt", "+8.40 %", "−0.312", "+1.24 s"; "+<0.01 pt" where more digits say nothing. @param of the signal's unit */
export function changeText({ change, unit }: Pick<LeastShown, "change" | "unit">, of: Unit): string {
  if (change === null) return "–";
  if (unit === "share")
    return change !== 0 && Math.abs(change) < LEAST_SHARE
      ? signed(change, () => `<0.01${NBSP}pt`)
      : formatPoints(change);
  if (unit === "ratio") return signed(change - 1, formatPercent);
  const isPlain = of === "count" || of === "score";
  return signed(change, (size) =>
    isPlain && size > 0 && size < LEAST_NUMBER ? `<${LEAST_NUMBER}` : formatFigure(size, of),
  );
}
