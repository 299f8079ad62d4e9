import { z } from "zod";

import { MEASURES } from "../measure";

/** Lengths of an objective's window in days; it ends now. */
export const WINDOW_DAYS = [7, 28, 30] as const;

const scope = z
  .string()
  .trim()
  .max(1024, { error: "Use at most 1,024 characters." })
  .transform((text) => text || null)
  .nullable()
  .default(null);

/** An objective as it is asked for. */
export const ObjectiveInput = z.object({
  measure: z.enum(MEASURES, { error: "Choose what to measure." }),
  thresholdMs: z
    .int({ error: "Give whole milliseconds." })
    .min(1, { error: "Give at least 1 ms." })
    .max(86_400_000, { error: "Give at most a day, 86,400,000 ms." }),
  /** 0.95: for 95 of 100. */
  target: z
    .number({ error: "Give a share such as 95." })
    .min(0.5, { error: "Give at least 50 %: half of all must meet an objective." })
    .max(0.9999, { error: "Give at most 99.99 %: all of them leaves no budget." }),
  windowDays: z.literal(WINDOW_DAYS, { error: "Choose 7, 28 or 30 days." }),
  /** Only of these; null: all. */
  feature: scope,
  environment: scope,
  model: scope,
});
export type ObjectiveInput = z.input<typeof ObjectiveInput>;
export type CheckedObjective = z.output<typeof ObjectiveInput>;
