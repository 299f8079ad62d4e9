/** Prices change every few weeks: a list of this age has missed some of them. */
const STALE_DAYS = 45;

const DAY_MS = 86_400_000;

/** Whole days since a list's date. @param date YYYY-MM-DD */
export function daysOld(date: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(`${date}T00:00:00Z`)) / DAY_MS));
}

export const isStale = (date: string, now: Date): boolean => daysOld(date, now) > STALE_DAYS;
