import { z } from "zod";

import { UNIT_KEYS } from "../bucket-units";
import { SERVICE_TIERS } from "../service-tier";

/** US dollars, at most nine decimals: what the arithmetic keeps exactly. */
const Amount = z
  .string()
  .trim()
  .regex(/^\d{1,6}(?:\.\d{1,9})?$/, {
    error: "Give US dollars with at most nine decimals, like 2.50.",
  })
  // One spelling a value, so that equal prices are equal texts.
  .transform((text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text).replace(/^0+(?=\d)/, ""));

const Units = z.partialRecord(z.enum(UNIT_KEYS), Amount);

const Day = z.iso.date({ error: "Give a day like 2026-01-31." }).nullable();

/** A price of the project's own, as it is asked for. */
export const OwnPriceInput = z
  .object({
    provider: z
      .string()
      .trim()
      .min(1, { error: "Name the provider, or * for any." })
      .max(120, { error: "Use at most 120 characters." })
      .regex(/^(?:\*|[^*]+)$/, { error: "Use a provider's whole name, or * alone for any." }),
    model: z
      .string()
      .trim()
      .min(1, { error: "Name the model." })
      .max(200, { error: "Use at most 200 characters." })
      .regex(/^[^*]+\*?$/, { error: "Use a name, or its beginning with one * at the end." }),
    validFrom: Day.default(null),
    validTo: Day.default(null),
    /** By service tier. */
    units: z.partialRecord(z.enum(SERVICE_TIERS), Units),
    note: z.string().trim().max(500, { error: "Use at most 500 characters." }).default(""),
  })
  .refine(({ validFrom, validTo }) => validFrom === null || validTo === null || validFrom <= validTo, {
    error: "The last day is before the first.",
    path: ["validTo"],
  })
  .superRefine(({ units }, check) => {
    const tiers = Object.entries(units).filter(([, prices]) => Object.keys(prices ?? {}).length > 0);
    if (tiers.length === 0)
      check.addIssue({
        code: "custom",
        message: "Give at least the price of input.",
        path: ["units.standard.input_mtok"],
      });
    for (const [tier, prices] of tiers)
      if (prices?.input_mtok === undefined)
        check.addIssue({
          code: "custom",
          message: "Give the price of input; 0 if it is free.",
          path: [`units.${tier}.input_mtok`],
        });
  });
export type OwnPriceInput = z.input<typeof OwnPriceInput>;
export type CheckedOwnPrice = z.output<typeof OwnPriceInput>;
