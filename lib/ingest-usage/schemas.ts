import { z } from "zod";

/** Null: off. */
const DailySpanQuota = z
  .int({ error: "Use a whole number of spans." })
  .min(1, { error: "Use at least 1, or leave it empty for no quota." })
  .max(1_000_000_000_000, { error: "Use at most 1,000,000,000,000, or leave it empty for no quota." })
  .nullable();

export const ChangeQuota = z.object({ dailySpanQuota: DailySpanQuota });
export type ChangeQuota = z.infer<typeof ChangeQuota>;
