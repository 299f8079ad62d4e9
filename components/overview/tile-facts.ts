import { formatDifference, formatQuantity, type Quantity } from "@/lib/format/quantity";
import { formatUsd } from "@/lib/format/money";
import type { Tile, TileMetric } from "@/lib/metrics/overview";
import type { Figure } from "@/lib/metrics/series";

/** One tile as it is drawn. */
export interface TileFacts {
  metric: TileMetric;
  label: string;
  /** Null: unknown or nothing observed. */
  value: number | string | null;
  quantity: Quantity;
  unknown: string;
  /** Against the period before: "+4.1 %", "was 2"; null when there is nothing to compare with. */
  change: string | null;
  /** A change for the worse, marked by colour and arrow; better and neutral changes stay quiet. */
  worse: boolean;
  /** What the number leaves out: "unknown for 12 model calls". */
  note: string | null;
  trend: (number | null)[];
}

const LOOK: Record<
  TileMetric,
  { label: string; quantity: Quantity; unknown: string; pick: (figure: Figure) => Figure["value"] }
> = {
  interactions: {
    label: "Interactions",
    quantity: "count",
    unknown: "none in this range",
    pick: (f) => f.value,
  },
  error_rate: {
    label: "Errors",
    quantity: "percent",
    unknown: "no interactions in this range",
    pick: (f) => f.value,
  },
  latency: {
    label: "Latency p95",
    quantity: "duration",
    unknown: "nothing has ended in this range",
    pick: (f) => f.p95,
  },
  trace_ttft: {
    label: "First token p95",
    quantity: "duration",
    unknown: "no streamed answers in this range",
    pick: (f) => f.p95,
  },
  cost_usd: {
    label: "Cost",
    quantity: "usd",
    unknown: "no call here has a known price and usage",
    pick: (f) => f.value,
  },
  completeness: {
    label: "Complete",
    quantity: "percent",
    unknown: "no interactions in this range",
    pick: (f) => f.value,
  },
};

/** Smaller moves than these are noise and not called worse. */
const WORSE_FROM = 0.05;
/** With fewer interactions than this in either period a change says nothing about health. */
const ENOUGH = 30;
/** A change beyond tenfold is said by the figure of the period before: "+101,450 %" helps nobody. */
const TENFOLD = 10;

const signed = (text: string, value: number): string => (value < 0 ? `−${text}` : `+${text}`);

/** How a figure moved, in a few words: shares in points, everything else relative. */
export function changeOf(now: number, before: number, quantity: Quantity): string {
  if (quantity === "percent") {
    return Math.abs(now - before) < 0.00005 ? "unchanged" : formatDifference(now - before, quantity);
  }
  if (before === 0 || now / before > TENFOLD) return `was ${formatQuantity(before, quantity)}`;
  const share = (now - before) / before;
  return Math.abs(share) < 0.0005 ? "unchanged" : signed(formatQuantity(Math.abs(share), "percent"), share);
}

const numberOf = (value: Figure["value"]): number | null =>
  value === null || value === undefined ? null : Number(value);

function noteOf(metric: TileMetric, { unknown, estimated, missing }: Figure): string | null {
  if (metric === "cost_usd" && (unknown || estimated)) {
    const calls = (n: number) => `${n.toLocaleString("en")} model ${n === 1 ? "call" : "calls"}`;
    return [
      unknown ? `unknown for ${calls(unknown)}` : null,
      estimated
        ? `~ includes ${estimated.toLocaleString("en")} estimated ${estimated === 1 ? "call" : "calls"}`
        : null,
    ]
      .filter((part) => part !== null)
      .join("; ");
  }
  if (metric !== "completeness" || !missing) return null;
  const lacking = Object.values(missing).filter((n) => n > 0).length;
  return lacking === 0 ? "no part missing" : `${lacking} of 5 parts missing somewhere`;
}

/**
 * A tile's figures as words and numbers.
 * @param interactions how many there were now and in the period before: too few, and nothing is called worse
 */
export function tileFacts(tile: Tile, interactions: { now: number; before: number }): TileFacts {
  const { label, quantity, unknown, pick } = LOOK[tile.metric];
  const value = pick(tile.now) ?? null;
  const [now, before] = [numberOf(value), numberOf(pick(tile.before))];
  const change = now === null || before === null ? null : changeOf(now, before, quantity);
  const enough = Math.min(interactions.now, interactions.before) >= ENOUGH;
  // Cost grows with traffic: what matters is whether an interaction has become dearer.
  const per = (figure: number | null, n: number) =>
    tile.metric === "cost_usd" && figure !== null ? figure / n : figure;
  const [level, levelBefore] = [per(now, interactions.now), per(before, interactions.before)];
  const grows =
    level !== null && levelBefore !== null && level - levelBefore > Math.abs(levelBefore) * WORSE_FROM;
  const falls = now !== null && before !== null && before - now > 0.001;
  return {
    metric: tile.metric,
    label,
    value,
    quantity,
    unknown,
    change,
    worse: enough && (tile.metric === "completeness" ? falls : tile.metric !== "interactions" && grows),
    note: noteOf(tile.metric, tile.now),
    trend: tile.points.map((point) => numberOf(pick(point))),
  };
}

/** Money for a subtitle. */
export const usdText = (value: Figure["value"]): string =>
  value === null || value === undefined ? "cost unknown" : formatUsd(value);
