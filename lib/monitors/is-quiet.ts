import { minuteOfDay, weekdayOf } from "@/lib/time/zone";

import { WEEKDAYS } from "./choices";
import { type Monitor } from "./definition";

const DAY_MINUTES = 1440;

/** Whether nobody is to be told at this time of the week. */
export const isQuiet = ({ quiet = [] }: Monitor, nowMs: number): boolean =>
  quiet.some(({ days, from, to, zone }) => {
    const now = minuteOfDay(nowMs, zone);
    const today = weekdayOf(nowMs, zone);
    const holds = (weekday: number): boolean => days.includes(WEEKDAYS[(weekday + 7) % 7] ?? "mon");
    const [start, end] = [minutesOf(from), minutesOf(to)];
    if (start < end) return holds(today) && now >= start && now < end;
    // Over midnight: the rest of the day that it begins on, or the beginning of the day after.
    return (holds(today) && now >= start) || (holds(today - 1) && now < end);
  });

const minutesOf = (clock: string): number =>
  Math.min(DAY_MINUTES, Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)));
