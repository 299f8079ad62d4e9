import { z } from "zod";

/** What happens when a share of the limit is spent. `deny`: the check endpoint answers that the call is not allowed. */
export const ACTIONS = ["notify", "incident", "deny"] as const;
export type Action = (typeof ACTIONS)[number];

export const Threshold = z.object({
  percent: z
    .number({ error: "Give a percentage, such as 80." })
    .min(1, { error: "Use 1 to 1000 percent." })
    .max(1000, { error: "Use 1 to 1000 percent." })
    .multipleOf(0.01, { error: "Use at most two decimals." }),
  actions: z.array(z.enum(ACTIONS)).max(ACTIONS.length),
});
export type Threshold = z.output<typeof Threshold>;

/** Who asks before calling wants an answer; who does not ask is not affected by `deny`. */
export const DEFAULT_THRESHOLDS: readonly Threshold[] = [
  { percent: 50, actions: ["notify"] },
  { percent: 80, actions: ["notify"] },
  { percent: 100, actions: ["notify", "incident", "deny"] },
];

/** Nano-dollars at which a threshold is reached: the first whole one that is not below its share. */
export function amountAt(limitNano: bigint, percent: number): bigint {
  const share = BigInt(Math.round(percent * 100));
  return (limitNano * share + 9_999n) / 10_000n;
}

/** From which amount on calls are denied; null: never. */
export function denyAt(limitNano: bigint, thresholds: readonly Threshold[]): bigint | null {
  const percents = thresholds.filter(({ actions }) => actions.includes("deny")).map(({ percent }) => percent);
  return percents.length === 0 ? null : amountAt(limitNano, Math.min(...percents));
}
