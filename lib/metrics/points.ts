import { INTERVALS, type ResolvedQuery } from "./metric-query";

/** Starts of all points as the connection writes them; none when the range is one figure. */
export function pointsOf({ from, to, interval }: ResolvedQuery): string[] {
  const ms = INTERVALS[interval] * 1000;
  if (ms === 0) return [];
  const points: string[] = [];
  for (let at = Date.parse(from) - (Date.parse(from) % ms); at < Date.parse(to); at += ms) {
    points.push(`${new Date(at).toISOString().slice(0, -1)}000Z`);
  }
  return points;
}
