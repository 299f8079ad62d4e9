import { z } from "zod";

const MAX_RATE = 10_000_000;
/** Null: the default. */
export const RateLimit = z
  .int({ error: "Use a whole number; 0 for no limit." })
  .min(0, { error: "Use 0 for no limit." })
  .max(MAX_RATE, { error: "Use at most 10,000,000, or 0 for no limit." })
  .nullable();

/** Null: off. */
export const DailySpanQuota = z
  .int({ error: "Use a whole number of spans." })
  .min(1, { error: "Use at least 1, or leave it empty for no quota." })
  .max(1_000_000_000_000, { error: "Use at most 1,000,000,000,000, or leave it empty for no quota." })
  .nullable();

export const ChangeQuota = z.object({ dailySpanQuota: DailySpanQuota });
export type ChangeQuota = z.infer<typeof ChangeQuota>;
