import { zoneOffset } from "@/components/charts/axis/time-ticks";

/** A moment as `datetime-local` wants it, on a zone's wall clock: "2026-11-21T14:00". */
export const toWallClock = (at: Date, zone: string): string =>
  new Date(at.getTime() + zoneOffset(at.getTime(), zone)).toISOString().slice(0, 16);

/**
 * The moment that `datetime-local` speaks of on a zone's wall clock; an invalid Date for an empty field. Where the clocks change, a time
 * that they leave out becomes one beside it, and one that they show twice one of the two.
 */
export function fromWallClock(text: string, zone: string): Date {
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return new Date(Number.NaN);
  const guess = wall - zoneOffset(wall, zone);
  return new Date(wall - zoneOffset(guess, zone));
}
