import type { PromptVersion } from "./document";

/** As the registry keeps it. */
export interface NoteColumns {
  note: string | null;
  noteAuthor: string | null;
  notedAt: string | null;
}

export const noteOf = ({ note, noteAuthor, notedAt }: NoteColumns): PromptVersion["note"] =>
  note === null || noteAuthor === null || notedAt === null
    ? null
    : { text: note, author: noteAuthor, at: new Date(notedAt).toISOString() };
