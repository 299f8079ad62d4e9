import { formatDay, formatTime, zoneName } from "@/lib/format/when";
import { type RangeChoice, rangeLabel } from "@/lib/time/range";

/** What the header says about a range: "Last 24 hours", or "21 Nov 14:00 – 15:30" with days repeated only when they differ. */
export function rangeText(choice: RangeChoice, timeZone: string): string {
  const { from, to } = choice;
  if (!from || !to || from >= to) return rangeLabel(choice.range);
  const [fromDay, toDay] = [formatDay(from, timeZone), formatDay(to, timeZone)];
  return `${fromDay} ${formatTime(from, timeZone)} – ${toDay === fromDay ? "" : `${toDay} `}${formatTime(to, timeZone)}`;
}

/** The offset that holds in the range; its end decides when summer time changes within. */
export const rangeZone = (choice: RangeChoice, timeZone: string, now: Date): string =>
  zoneName(choice.to ?? now, timeZone);
