const parts = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that the zone's wall clock is ahead of UTC at a moment. */
export function zoneOffset(at: number, timeZone: string): number {
  let format = parts.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    parts.set(timeZone, format);
  }
  const field = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, Number(p.value)]));
  const wall = Date.UTC(field.year!, field.month! - 1, field.day!, field.hour!, field.minute!, field.second!);
  return wall - Math.floor(at / 1000) * 1000;
}

/** What a zone's wall clock shows at a moment, as if it were UTC; milliseconds both. */
export const wallOf = (at: number, timeZone: string): number => at + zoneOffset(at, timeZone);

/**
 * The moment at which a zone's wall clock shows this. Where the clocks change, a time that they leave out becomes one beside it, and one
 * that they show twice one of the two.
 */
export function momentOf(wall: number, timeZone: string): number {
  const guess = wall - zoneOffset(wall, timeZone);
  return wall - zoneOffset(guess, timeZone);
}
