import { momentOf, wallOf } from "@/lib/time/zone-offset";

/** A moment as `datetime-local` wants it, on a zone's wall clock: "2026-11-21T14:00". */
export const toWallClock = (at: Date, zone: string): string =>
  new Date(wallOf(at.getTime(), zone)).toISOString().slice(0, 16);

const WALL_CLOCK = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d$/;

/**
 * The moment that `datetime-local`, or a person with a space for the T, speaks of on a zone's wall clock; an invalid Date for anything
 * else. Where the clocks change, a time that they leave out becomes one beside it, and one that they show twice one of the two.
 */
export function fromWallClock(text: string, zone: string): Date {
  const wall = WALL_CLOCK.test(text.trim()) ? Date.parse(`${text.trim().replace(" ", "T")}Z`) : Number.NaN;
  return new Date(Number.isNaN(wall) ? wall : momentOf(wall, zone));
}
