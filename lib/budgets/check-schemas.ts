import { z } from "zod";

import { UsdAmount } from "./schemas";

const word = (description: string) => z.string().max(500).optional().meta({ description });

export const checkQuerySchema = z.object({
  feature: word("The product feature that the call serves."),
  user: word("The user that the call is made for; budgets of each user concern only calls that say one."),
  model: word("The model that is to be called."),
  environment: word("production, staging, …"),
  prompt_version: word("Fingerprint (16 hex digits), `name@version`, label or number."),
  reserve_usd: UsdAmount.optional().meta({
    description:
      "What the call will cost at most. If it fits into every budget concerned, it is held in all of them until the reservation is settled, released or expires.",
  }),
  expires_s: z.coerce
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(600)
    .meta({ description: "Seconds until a reservation that nobody settles is no longer held." }),
});
export type CheckQuery = z.output<typeof checkQuerySchema>;

const budgetStateSchema = z.enum(["ok", "warning", "over", "counting", "paused"]).meta({
  description:
    "`warning`: a threshold is reached; `over`: the limit is; `counting`: calls of the past are still being counted, nothing is denied; `paused`: nothing is denied.",
});

export const checkAnswerSchema = z.object({
  allowed: z.boolean(),
  reservation_id: z.string().nullable().meta({
    description: "Null when nothing was to be held, or no budget concerns the call, or it is denied.",
  }),
  budgets: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      scope: z.string().meta({ description: "Which calls it counts, in words." }),
      period: z.string(),
      limit_usd: z.string(),
      spent_usd: z.string().meta({ description: "Known cost of the calls of this period." }),
      unknown_calls: z
        .number()
        .meta({ description: "Calls of this period whose cost is unknown: not in spent_usd." }),
      reserved_usd: z
        .string()
        .meta({ description: "Held for calls under way, this one's reservation included." }),
      remaining_usd: z.string().meta({ description: "Limit less spent and reserved; negative when over." }),
      used: z.number().meta({ description: "Spent and reserved as a share of the limit: 0.8 is 80 %." }),
      resets_at: z
        .string()
        .nullable()
        .meta({ description: "When the period ends; null: its window moves all the time." }),
      state: budgetStateSchema,
      denies_at_usd: z.string().nullable().meta({
        description: "From which spent and reserved amount on it denies; null: it never does, or not now.",
      }),
      denies: z.boolean().meta({ description: "This budget is why the call is not allowed." }),
    }),
  ),
});
export type CheckAnswer = z.output<typeof checkAnswerSchema>;

export const SettleInput = z.object({
  cost_usd: UsdAmount.optional().meta({
    description: "What the call cost, as far as known; without it, the reserved amount goes on being held.",
  }),
  exported: z.boolean().default(false).meta({
    description:
      "The span has been sent and acknowledged: its cost replaces what is held as soon as it is counted. Otherwise 15 seconds are left for the exporter to send it.",
  }),
});
export const settleAnswerSchema = z.object({
  reservation_id: z.string(),
  settled: z.boolean().meta({ description: "False: there is no such reservation (any more)." }),
});
export const releaseAnswerSchema = z.object({
  reservation_id: z.string(),
  released: z.boolean().meta({ description: "False: there is no such reservation (any more)." }),
});
