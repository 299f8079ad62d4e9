import { formatDay, formatTime, zoneName } from "@/lib/format/when";
import { type RangeChoice, rangeLabel } from "@/lib/time/range";
import { wallOf } from "@/lib/time/zone-offset";

const DAY_MS = 86_400_000;

/** What the header says about a range: "Last 24 hours", or "21 Nov 14:00 – 15:30" with days repeated only when they differ; "1 Nov – 30 Nov" of whole days. */
export function rangeText(choice: RangeChoice, timeZone: string): string {
  const { from, to } = choice;
  if (!from || !to || from >= to) return rangeLabel(choice.range);
  const isMidnight = (at: Date): boolean => wallOf(at.getTime(), timeZone) % DAY_MS === 0;
  if (isMidnight(from) && isMidnight(to)) {
    // Whole days, which end with the last one.
    const [first, last] = [formatDay(from, timeZone), formatDay(new Date(to.getTime() - 1), timeZone)];
    return first === last ? first : `${first} – ${last}`;
  }
  const [fromDay, toDay] = [formatDay(from, timeZone), formatDay(to, timeZone)];
  return `${fromDay} ${formatTime(from, timeZone)} – ${toDay === fromDay ? "" : `${toDay} `}${formatTime(to, timeZone)}`;
}

/** The offset that holds in the range; its end decides when summer time changes within. */
export const rangeZone = (choice: RangeChoice, timeZone: string, now: Date): string =>
  zoneName(choice.to ?? now, timeZone);
