import { z } from "zod";

/** Which calls: those that began in [from, to), of a provider and model as own prices name them. */
export const RepricingScope = z
  .object({
    from: z.iso.datetime({ error: "Give a time like 2026-01-31T00:00:00Z." }),
    to: z.iso.datetime({ error: "Give a time like 2026-01-31T00:00:00Z." }),
    provider: z.string().trim().min(1).max(120).default("*"),
    model: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[^*]*\*?$/, { error: "Use a name, its beginning with one * at the end, or * for all." })
      .default("*"),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    error: "The end is before the beginning.",
    path: ["to"],
  });
export type RepricingScope = z.input<typeof RepricingScope>;

export const RepricingId = z.object({ id: z.int().positive() });
export type RepricingId = z.infer<typeof RepricingId>;
