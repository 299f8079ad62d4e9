import type { Opened } from "@/lib/bodies/read-bodies";
import { isObject, type Json } from "@/lib/model/json";
import { type Message, messageText } from "@/lib/model/message";

const PREVIEW_LENGTH = 200;

/** What a trace was asked, of the record that carries it (`input_ref`): its value, else the last message that it was sent. */
export const inputOf = (opened: Opened | null): Json =>
  shown(opened?.value("input") ?? (opened?.last("context") as unknown as Json) ?? null);

/** What it answered (`output_ref`): its value, else the last message of the output. */
export const outputOf = (opened: Opened | null): Json =>
  shown(opened?.value("result") ?? (opened?.last("output") as unknown as Json) ?? null);

/** What is to be read for them: see `readBodies`. */
export const INPUT_PARTS = ["input", "context:last"] as const;
export const OUTPUT_PARTS = ["result", "output:last"] as const;

/** What a person reads in its place where it was erased. */
export const erasedNote = (at: string): string => `Erased on ${at.slice(0, 10)}`;

/** {@link inputOf}, or that it was erased. */
export const shownInputOf = (opened: Opened | null): Json =>
  opened?.erasedAt ? erasedNote(opened.erasedAt) : inputOf(opened);

/** {@link outputOf}, likewise. */
export const shownOutputOf = (opened: Opened | null): Json =>
  opened?.erasedAt ? erasedNote(opened.erasedAt) : outputOf(opened);

/** As a reader expects it: the text of a message, otherwise text or JSON as it is. */
function shown(value: Json): Json {
  if (!isObject(value) || typeof value.role !== "string" || !("content" in value)) return value;
  const text = messageText(value as unknown as Message);
  return text === "" ? value : text;
}

/** The beginning of it on one line, at most 200 characters (never half of a surrogate pair). */
export function previewOf(value: Json): string | null {
  if (value === null) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return Array.from(
    text
      .slice(0, 4 * PREVIEW_LENGTH)
      .replace(/\s+/g, " ")
      .trim(),
  )
    .slice(0, PREVIEW_LENGTH)
    .join("");
}
