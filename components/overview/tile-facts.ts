import { changeBetween, type Change, ENOUGH_CASES } from "@/lib/format/change";
import { formatQuantity, type Quantity } from "@/lib/format/quantity";
import { plural } from "@/lib/format/count";
import { formatUsd } from "@/lib/format/money";
import type { LeadingScore } from "@/lib/metrics/leading-score";
import type { Tile, TileMetric } from "@/lib/metrics/overview";
import type { Figure } from "@/lib/metrics/series";

/** One tile as it is drawn. */
export interface TileFacts {
  metric: TileMetric | "quality";
  label: string;
  /** Null: unknown or nothing observed. */
  value: number | string | null;
  quantity: Quantity;
  unknown: string;
  /** Against the period before; null when there is nothing to compare with. */
  change: Change | null;
  /** For the worse, marked by colour and an arrow of the way it went; better and neutral changes stay quiet. */
  worse: boolean;
  /** Made of a tokenizer's counts; of times that an importer laid out. */
  estimated?: boolean;
  synthetic?: boolean;
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

const numberOf = (value: Figure["value"]): number | null =>
  value === null || value === undefined ? null : Number(value);

function noteOf(metric: TileMetric, { unknown, estimated, missing, synthetic_clock }: Figure): string | null {
  if (metric === "latency" || metric === "trace_ttft")
    return synthetic_clock ? `synthetic clock in ${plural(synthetic_clock, "interaction")}` : null;
  if (metric === "cost_usd" && (unknown || estimated)) {
    const calls = (n: number) => `${n.toLocaleString("en")} model ${n === 1 ? "call" : "calls"}`;
    return [
      unknown ? `unknown for ${calls(unknown)}` : null,
      estimated
        ? `~ ${estimated.toLocaleString("en")} ${estimated === 1 ? "call" : "calls"} estimated`
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
  const cases = { ...interactions, one: "interaction" };
  const change = changeBetween(now, before, quantity, cases, tile.metric === "interactions");
  const enough = Math.min(interactions.now, interactions.before) >= ENOUGH_CASES;
  // Cost grows with traffic: what matters is whether an interaction has become dearer.
  const per = (figure: number | null, n: number) =>
    tile.metric === "cost_usd" && figure !== null ? figure / n : figure;
  const [level, levelBefore] = [per(now, interactions.now), per(before, interactions.before)];
  const grows =
    level !== null && levelBefore !== null && level - levelBefore > Math.abs(levelBefore) * WORSE_FROM;
  const falls = now !== null && before !== null && before - now > 0.001;
  const worse = enough && (tile.metric === "completeness" ? falls : tile.metric !== "interactions" && grows);
  // It costs less in all, and still each interaction more: the way of the one is not the other's.
  const each =
    worse && tile.metric === "cost_usd" && change?.way === "down" && level !== null && levelBefore !== null
      ? `${formatQuantity(level, "usd")} an interaction, was ${formatQuantity(levelBefore, "usd")}`
      : null;
  return {
    metric: tile.metric,
    label,
    value,
    quantity,
    unknown,
    change: each === null ? change : { text: each, way: "up" },
    worse,
    estimated: tile.metric === "cost_usd" && (tile.now.estimated ?? 0) > 0,
    synthetic:
      (tile.metric === "latency" || tile.metric === "trace_ttft") && (tile.now.synthetic_clock ?? 0) > 0,
    note: noteOf(tile.metric, tile.now),
    trend: tile.points.map((point) => numberOf(pick(point))),
  };
}

/** The judgement that is given most often; which way is better nobody has said, so no move of it is called worse. */
export function qualityFacts(score: LeadingScore | null): TileFacts {
  const look = { metric: "quality" as const, label: "Quality", worse: false };
  if (score === null)
    return {
      ...look,
      value: null,
      quantity: "score",
      unknown: "nothing was judged by a number in this range",
      change: null,
      note: "no scores",
      trend: [],
    };
  const { name, isShare, now, before, points } = score;
  const quantity = isShare ? "percent" : "score";
  const [is, was] = [numberOf(now.value), numberOf(before.value)];
  return {
    ...look,
    value: is,
    quantity,
    unknown: "nothing was judged by a number in this range",
    change: changeBetween(is, was, quantity, {
      now: now.count ?? 0,
      before: before.count ?? 0,
      one: "score",
    }),
    note: `${name}, ${isShare ? "share of" : "mean of"} ${plural(now.count ?? 0, "score")}`,
    trend: points.map(({ value }) => numberOf(value)),
  };
}

/** Money for a subtitle. */
export const usdText = ({ value, estimated }: Figure): string =>
  value === null || value === undefined ? "cost unknown" : `${estimated ? "~ " : ""}${formatUsd(value)}`;
