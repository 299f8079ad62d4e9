import { z } from "zod";

export const BookmarkTraces = z.object({
  traceIds: z
    .array(z.string().regex(/^[0-9a-f]{32}$/))
    .min(1)
    .max(100),
  /** False: they are no longer kept at hand. */
  on: z.boolean(),
});
export type BookmarkTraces = z.input<typeof BookmarkTraces>;
