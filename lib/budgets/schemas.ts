import { z } from "zod";

import { sameModel } from "@/lib/model/model-name";
import { nanoOfUsd } from "@/lib/money/nano-usd";
import { isTimeZone } from "@/lib/time/zone";

import { PERIOD_UNITS } from "./period";
import { Threshold } from "./threshold";

/** US dollars as a decimal string of at most nine decimals, more than nothing. */
export const UsdAmount = z
  .string()
  .trim()
  .regex(/^\d{1,9}(?:\.\d{1,9})?$/, {
    error: "Give US dollars with at most nine decimals, like 250 or 0.50.",
  });

const Limit = UsdAmount.refine((usd) => (nanoOfUsd(usd) ?? 0n) > 0n, { error: "Give more than nothing." });

const Word = z
  .string()
  .trim()
  .max(500, { error: "Use at most 500 characters." })
  .nullable()
  .default(null)
  .transform((word) => (word === "" ? null : word));

/** A budget as it is asked for. */
export const BudgetInput = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, { error: "Give it a name." })
      .max(120, { error: "Use at most 120 characters." }),
    environment: Word,
    feature: Word,
    model: Word.transform((model) => (model === null ? null : sameModel(model))),
    promptVersion: Word,
    user: z
      .string()
      .trim()
      .min(1, { error: "Name the user." })
      .max(500, { error: "Use at most 500 characters." })
      .nullable()
      .default(null),
    everyUser: z.boolean().default(false),
    rolling: z.boolean(),
    unit: z.enum(PERIOD_UNITS),
    zone: z
      .string()
      .refine(isTimeZone, { error: "Nobody knows this time zone; use a name like Europe/Berlin or UTC." }),
    limitUsd: Limit,
    thresholds: z
      .array(Threshold)
      .min(1, { error: "Keep at least one threshold." })
      .max(10, { error: "Use at most ten." }),
  })
  .refine(({ user, everyUser }) => !everyUser || user === null, {
    error: "Choose one user, or each user, not both.",
    path: ["user"],
  })
  .refine(({ thresholds }) => new Set(thresholds.map((t) => t.percent)).size === thresholds.length, {
    error: "Each percentage may be given once.",
    path: ["thresholds"],
  });
export type BudgetInput = z.input<typeof BudgetInput>;
export type CheckedBudget = z.output<typeof BudgetInput>;

export const BudgetId = z.object({ id: z.int().positive() });
export type BudgetId = z.input<typeof BudgetId>;

export const RaiseLimit = z.object({
  id: z.int().positive(),
  limitUsd: UsdAmount,
  reason: z
    .string()
    .trim()
    .min(1, { error: "Say why: the audit log keeps it." })
    .max(500, { error: "Use at most 500 characters." }),
});
export type RaiseLimit = z.input<typeof RaiseLimit>;
