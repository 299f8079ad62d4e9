/** The days that were typed, when they are valid and fewer than now: then traces are deleted. */
export function shortensTo(typed: string, now: number): number | null {
  const days = Number(typed);
  return Number.isInteger(days) && days >= 1 && days < now ? days : null;
}
