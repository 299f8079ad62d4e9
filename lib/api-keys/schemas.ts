import { z } from "zod";

import { API_KEY_SCOPES } from "@/lib/auth/api-key-scopes";

/** Null: the default. */
const RateLimit = z
  .int({ error: "Use a whole number; 0 for no limit." })
  .min(0, { error: "Use 0 for no limit." })
  .max(10_000_000, { error: "Use at most 10,000,000, or 0 for no limit." })
  .nullable();

export const CreateApiKey = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, { error: "Say what uses this key." })
      .max(120, { error: "Use at most 120 characters." }),
    scopes: z.array(z.enum(API_KEY_SCOPES)).min(1, { error: "Choose at least one scope." }),
    /** Null: until it is revoked. */
    expiresAt: z.iso.datetime().nullable().default(null),
  })
  .refine(({ scopes }) => !scopes.includes("report") || scopes.length === 1, {
    error: "A key that reports stands in pages that anybody can read: give it no other scope.",
    path: ["scopes"],
  });
export type CreateApiKey = z.input<typeof CreateApiKey>;

export const ChangeKeyLimits = z.object({
  keyId: z.int().positive(),
  /** Null: the default; 0: no limit. */
  maxSpansPerSecond: RateLimit,
  maxRequestsPerSecond: RateLimit,
});
export type ChangeKeyLimits = z.infer<typeof ChangeKeyLimits>;
