import { z } from "zod";

/** What the verbs of saved views take; forms of the console check with the same. */

const id = z.int().positive();

const name = z
  .string()
  .trim()
  .min(1, { error: "Give it a name." })
  .max(80, { error: "Use at most 80 characters." });

/** Words of the address that are no part of what is listed. */
const NOT_KEPT = ["view", "live", "tz", "cursor"];

const query = z
  .string()
  .max(4_000, { error: "This list's filter is too long to be saved." })
  .transform((text) => {
    const words = new URLSearchParams(text);
    for (const word of NOT_KEPT) words.delete(word);
    return words.toString();
  });

export const SaveView = z.object({
  name,
  query,
  /** For everybody in the project. */
  shared: z.boolean().default(false),
});
export type SaveView = z.input<typeof SaveView>;

export const ChangeView = z.discriminatedUnion("change", [
  z.object({ id, change: z.literal("rename"), name }),
  z.object({ id, change: z.literal("query"), query }),
  z.object({ id, change: z.literal("delete") }),
  /** What the list shows when nothing was asked for: to whoever asks, or to everybody who has chosen none. */
  z.object({ id, change: z.literal("default"), of: z.enum(["me", "project"]), on: z.boolean() }),
]);
export type ChangeView = z.input<typeof ChangeView>;
