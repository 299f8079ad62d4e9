import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { TOKEN_SUMS } from "@/lib/metrics/metric-source";
import { readDataPoints, type DataPoint } from "@/lib/metrics/read-data-points";
import { groupBy } from "@/lib/model/group-by";

import type { Price } from "@/lib/cost/price";
import type { PriceBook } from "@/lib/cost/price-book";
import { readPriceBook } from "@/lib/cost/read-price-book";

/** What a model was used for in the last days, and what it costs now. Money in nano-dollars, as text. */
export interface ModelTraffic {
  provider: string | null;
  /** What answered; what was asked for when the client does not say. */
  model: string | null;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costNanoUsd: string;
  /** Calls without a known cost, and those of them that came without usage. */
  unknownCost: number;
  unknownUsage: number;
  estimated: number;
  /** Calls that have both a reported cost and ours, and what both say of them. */
  reportedCalls: number;
  reportedNanoUsd: string;
  comparedNanoUsd: string;
  /** Start of the hour in which it was seen, ISO. */
  firstSeen: string;
  lastSeen: string;
  /** The standard price of a small call now; null: none. */
  price: Price | null;
}

export const TRAFFIC_DAYS = 30;
const HOUR_MS = 3_600_000;
const MAX_MODELS = 1_000;

const SUMS = [
  "calls",
  ...TOKEN_SUMS,
  "cost_nano_usd",
  "unknown_cost_count",
  "unknown_usage_count",
  "estimated_calls",
  "reported_calls",
  "reported_cost_nano_usd",
  "compared_cost_nano_usd",
] as const;

/** Every model of the last {@link TRAFFIC_DAYS} days, the most used first. */
export async function modelTraffic(ctx: Context): Promise<ModelTraffic[]> {
  requirePermission(ctx, "read_aggregates");
  // The clock of a client may run a little ahead of ours.
  const to = ctx.now().getTime() + HOUR_MS;
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const [cells, book] = await Promise.all([
        readDataPoints(tx, ctx, {
          source: "calls",
          sums: SUMS,
          from: new Date(Math.floor(to / HOUR_MS) * HOUR_MS - TRAFFIC_DAYS * 24 * HOUR_MS).toISOString(),
          to: new Date(to).toISOString(),
          interval: "hour",
          groupBy: ["provider", "model"],
          filters: { kind: ["llm", "embedding"] },
        }),
        readPriceBook(tx, ctx.project.id),
      ]);
      const models = groupBy(cells, (cell) => JSON.stringify(cell.groups));
      return [...models.values()]
        .map((own) => ({ ...trafficOf(own), own }))
        .sort((a, b) => b.calls - a.calls || ((a.model ?? "") < (b.model ?? "") ? -1 : 1))
        .slice(0, MAX_MODELS)
        .map(({ own: _, ...row }) => ({ ...row, price: priceNow(book, row, ctx.now()) }));
    },
    { readOnly: true },
  );
}

/** All hours of one model together. */
function trafficOf(cells: readonly DataPoint[]): Omit<ModelTraffic, "price"> {
  const sum = (...names: readonly (typeof SUMS)[number][]): bigint =>
    cells.reduce((all, cell) => names.reduce((total, name) => total + (cell.sums[name] ?? 0n), all), 0n);
  const hours = cells.map((cell) => cell.at as string).sort();
  return {
    provider: cells[0]?.groups[0] ?? null,
    model: cells[0]?.groups[1] ?? null,
    calls: Number(sum("calls")),
    inputTokens: Number(
      sum("input_uncached_tokens", "cache_read_tokens", "cache_write_tokens", "input_audio_tokens"),
    ),
    outputTokens: Number(sum("output_text_tokens", "reasoning_tokens", "output_audio_tokens")),
    costNanoUsd: String(sum("cost_nano_usd")),
    unknownCost: Number(sum("unknown_cost_count")),
    unknownUsage: Number(sum("unknown_usage_count")),
    estimated: Number(sum("estimated_calls")),
    reportedCalls: Number(sum("reported_calls")),
    reportedNanoUsd: String(sum("reported_cost_nano_usd")),
    comparedNanoUsd: String(sum("compared_cost_nano_usd")),
    firstSeen: hours[0] as string,
    lastSeen: hours.at(-1) as string,
  };
}

const priceNow = (
  book: PriceBook,
  { provider, model }: Pick<ModelTraffic, "provider" | "model">,
  now: Date,
): Price | null =>
  book.candidates({
    provider,
    requestModel: model,
    responseModel: null,
    serviceTier: null,
    startedAt: now,
    inputTokens: 0,
  })[0] ?? null;
