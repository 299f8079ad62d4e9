import type { ParsedComponents } from "chrono-node";

import { type RangeChoice, rangeName } from "@/lib/time/range";
import { momentOf, zoneOffset } from "@/lib/time/zone-offset";

const LENGTH = /^(?:last |past )?(\d+) ?(m|h|d|w)(?:in|inutes?|ours?|r|rs|ays?|eeks?)?$/;

/**
 * The range that a person writes: "3d", "last month", "nov 20", "nov 20 - nov 22", "yesterday 14:00 to 16:00". A day stands for the whole
 * of it, a month likewise, a time for the hour from it. A date without a year is the last such one. Null: not understood.
 * @param zone in which the times are meant
 */
export async function typedRange(text: string, now: Date, zone: string): Promise<RangeChoice | null> {
  const asked = text.trim().toLowerCase();
  const length = LENGTH.exec(asked);
  const name = rangeName(length === null ? asked.replaceAll(/\s+/g, "-") : `${length[1]}${length[2]}`);
  if (name !== null) return { range: name, from: null, to: null };
  const { parse } = await import("chrono-node/en");
  const reference = { instant: now, timezone: zoneOffset(now.getTime(), zone) / 60_000 };
  const [found] = parse(asked, reference);
  // What is left over was not understood.
  if (found === undefined || found.text.trim() !== asked) return null;
  let [from, end] = ends(found.start);
  // Up to a time, through a day.
  if (found.end) end = ends(found.end)[found.end.isCertain("hour") ? 0 : 1];
  if (momentOf(from, zone) > now.getTime() && !found.start.isCertain("year") && isDate(found.start))
    [from, end] = [yearBefore(from), yearBefore(end)];
  if (from >= end) return null;
  return { range: "24h", from: new Date(momentOf(from, zone)), to: new Date(momentOf(end, zone)) };
}

const isDate = (said: ParsedComponents): boolean => said.isCertain("month");

function yearBefore(wall: number): number {
  const date = new Date(wall);
  return date.setUTCFullYear(date.getUTCFullYear() - 1);
}

const HOUR_MS = 3_600_000;

/** Where what is said begins and ends on the wall clock, as if it were UTC. */
function ends(said: ParsedComponents): [number, number] {
  const [year, month, day] = [said.get("year") ?? 0, (said.get("month") ?? 1) - 1, said.get("day") ?? 1];
  if (said.isCertain("hour")) {
    const at = Date.UTC(year, month, day, said.get("hour") ?? 0, said.get("minute") ?? 0);
    return [at, at + HOUR_MS];
  }
  if (isDate(said) && !said.isCertain("day")) return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
  return [Date.UTC(year, month, day), Date.UTC(year, month, day + 1)];
}
