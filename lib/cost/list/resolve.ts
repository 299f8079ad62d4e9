import { timesFactor } from "./decimal";
import type { ListedModel, Period } from "./format";

/** What a model costs at a moment for requests of every size. */
export interface Resolved {
  units: Period["units"];
  /** First day of the price; null: the source does not say. */
  validFrom: string | null;
}

/** @param minute of UTC: "2026-11-29T08:15Z" */
function holds({ from, until, hours, days }: Period, minute: string): boolean {
  if (from !== undefined && minute < full(from)) return false;
  if (until !== undefined && minute >= full(until)) return false;
  if (days !== undefined && !days.includes(new Date(minute).getUTCDay())) return false;
  if (hours === undefined) return true;
  const [begin, end] = hours;
  const now = minute.slice(11, 16);
  return begin <= end ? begin <= now && now < end : now >= begin || now < end;
}

const full = (instant: string): string => (instant.length === 10 ? `${instant}T00:00Z` : instant);

/**
 * The prices of a model for a service tier; null: it has none for that tier.
 * What a tier does not name stays as it is at the standard tier, unless the source is silent about it ("unknown").
 */
export function resolve(model: ListedModel, tier: string | null, at: Date): Resolved | null {
  const minute = `${at.toISOString().slice(0, 16)}Z`;
  const standard = model.prices.findLast((period) => holds(period, minute)) ?? model.prices[0];
  if (!standard) return null;
  if (tier === null) return { units: standard.units, validFrom: standard.from?.slice(0, 10) ?? null };
  const instead = (model.tiers && Object.hasOwn(model.tiers, tier) ? (model.tiers[tier] ?? []) : []).filter(
    (period) => holds(period, minute),
  );
  if (instead.length === 0) return null;
  const units = { ...standard.units };
  for (const period of instead.toReversed()) Object.assign(units, period.units);
  const from = instead[0]?.from ?? standard.from;
  return { units, validFrom: from?.slice(0, 10) ?? null };
}

/** The same tokens in a region that costs so many times as much. Fees and what is unknown stay. */
export function inRegion(resolved: Resolved, factor: string): Resolved {
  const times = (amount: string): string => timesFactor(amount, factor) ?? amount;
  const units = Object.entries(resolved.units).map(([key, price]): [string, Period["units"][string]] => {
    if (!key.endsWith("_mtok")) return [key, price];
    if (typeof price === "string") return [key, times(price)];
    return [
      key,
      [times(price[0]), price[1].map(([start, above]): [number, string] => [start, times(above)])],
    ];
  });
  return { ...resolved, units: Object.fromEntries(units) };
}

/** Units that one source may know of a model of which another knows the rest. */
const FILLABLE = [
  "cache_read_mtok",
  "cache_write_mtok",
  "cache_write_1h_mtok",
  "cache_audio_read_mtok",
  "cache_image_read_mtok",
  "input_audio_mtok",
  "input_image_mtok",
  "input_video_mtok",
  "output_audio_mtok",
  "output_image_mtok",
  "output_video_mtok",
] as const;

type Unit = Period["units"][string] | undefined;
const PLAIN = ["input_mtok", "output_mtok"];

/** Whether two sources mean the same price: of plain input and output, in requests of usual size. */
export const agree = (a: Resolved, b: Resolved): boolean =>
  PLAIN.every((key) => baseOf(a.units[key]) === baseOf(b.units[key]));

/** Whether nothing that both say differs. */
export const agreeOnAll = (a: Resolved, b: Resolved): boolean =>
  agree(a, b) &&
  Object.keys(a.units).every((key) => !b.units[key] || baseOf(a.units[key]) === baseOf(b.units[key]));

const baseOf = (unit: Unit): string => (typeof unit === "string" ? unit : (unit?.[0] ?? "0"));

/** Of every size. */
const agreeWholly = (a: Resolved, b: Resolved): boolean =>
  PLAIN.every((key) => JSON.stringify(a.units[key] ?? "0") === JSON.stringify(b.units[key] ?? "0"));

/** What the second source adds to the first where both agree; null: nothing. */
export function filled(first: Resolved, second: Resolved): Resolved | null {
  if (!agreeWholly(first, second)) return null;
  const more = FILLABLE.filter(
    (key) =>
      first.units[key] === undefined && second.units[key] !== undefined && second.units[key] !== "unknown",
  );
  if (more.length === 0) return null;
  const units = { ...first.units };
  for (const key of more) units[key] = second.units[key] as Period["units"][string];
  return { ...first, units };
}
