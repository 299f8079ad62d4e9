import { z } from "zod";

/** What the verbs of incidents take; forms of the console check with the same. */

const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1, { error: "Write something." })
    .max(most, { error: `Use at most ${most} characters.` });

export const ChangeIncident = z.intersection(
  z.object({ id: z.string().regex(/^\d{1,18}$/) }),
  z.discriminatedUnion("change", [
    z.object({ change: z.literal("acknowledge") }),
    z.object({ change: z.literal("resolve"), resolution: words(2_000) }),
    z.object({ change: z.literal("reopen"), reason: words(2_000) }),
    z.object({ change: z.literal("review") }),
    z.object({ change: z.literal("comment"), text: words(10_000) }),
    z.object({ change: z.literal("severity"), severity: z.enum(["warning", "alert"]) }),
    /** Null: nobody. */
    z.object({ change: z.literal("owner"), userId: z.int().positive().nullable() }),
  ]),
);
export type ChangeIncident = z.input<typeof ChangeIncident>;

export const PinTrace = z.object({
  id: z.string().regex(/^\d{1,18}$/),
  traceId: z.string().min(1).max(200),
  role: z.enum(["affected", "healthy"]).default("affected"),
  reason: z.string().trim().max(500, { error: "Use at most 500 characters." }).default(""),
});
export type PinTrace = z.input<typeof PinTrace>;

/** As many as an incident keeps. */
export const PinTraces = PinTrace.omit({ traceId: true }).extend({
  traceIds: z.array(PinTrace.shape.traceId).min(1).max(50, { error: "An incident keeps at most 50 traces." }),
});
export type PinTraces = z.input<typeof PinTraces>;

export const UnpinTrace = z.object({
  id: z.string().regex(/^\d{1,18}$/),
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
});
export type UnpinTrace = z.input<typeof UnpinTrace>;

export const SavePostMortem = z.object({
  id: z.string().regex(/^\d{1,18}$/),
  text: z.string().max(200_000, { error: "Use at most 200,000 characters." }),
  /** `postMortem.at` of what was edited; null: there was none. */
  basedOn: z.string().nullable(),
});
export type SavePostMortem = z.input<typeof SavePostMortem>;
