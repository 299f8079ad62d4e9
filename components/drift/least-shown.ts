import { formatPercent, formatPoints } from "@/lib/format/percent";
import { signed, significant } from "@/lib/format/significant";
import type { LeastShown } from "@/lib/drift/engine/verdict";

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

/** "+1.2 pt", "+8.4 %", "−0.31". */
export function changeText({ change, unit }: Pick<LeastShown, "change" | "unit">): string {
  if (change === null) return "–";
  if (unit === "share") return formatPoints(change);
  if (unit === "ratio") return signed(change - 1, formatPercent);
  return signed(change, (size) => significant(size));
}
