import { z } from "zod";

export const MOST_NOTE_CHARACTERS = 2_000;

/** A note on a version of a prompt; an empty one is none. */
export const PromptNote = z.object({
  promptId: z.number().int().positive().max(2_147_483_647),
  number: z.number().int().positive().max(2_147_483_647),
  note: z
    .string()
    .trim()
    .max(MOST_NOTE_CHARACTERS, { error: `may have ${MOST_NOTE_CHARACTERS} characters at most` })
    // U+0000 cannot stand in a column.
    .refine((text) => !text.includes("\0"), { error: "must not contain U+0000" }),
});
export type PromptNote = z.infer<typeof PromptNote>;
