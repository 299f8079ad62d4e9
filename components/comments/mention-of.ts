import type { Person } from "@/lib/comments/comment";

/** People who are offered at once. */
const MOST_OFFERED = 6;
/** Nobody's name goes on for longer. */
const LONGEST = 60;

export interface MentionDraft {
  /** Where the @ stands. */
  at: number;
  /** What was typed behind it. */
  typed: string;
}

/** The name that is being typed before the caret; null: none. */
export function mentionBefore(text: string, caret: number): MentionDraft | null {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf("@");
  if (at === -1 || (at > 0 && /[\p{L}\p{N}_.]/u.test(before[at - 1] as string))) return null;
  const typed = before.slice(at + 1);
  return typed.length > LONGEST || typed.includes("\n") ? null : { at, typed };
}

/** Who may be meant: those whose name, or a word of it, begins so. */
export function offeredFor(people: readonly Person[], { typed }: MentionDraft): Person[] {
  const wanted = typed.toLowerCase();
  const begins = ({ handle }: Person) => {
    const name = handle.toLowerCase();
    return name.startsWith(wanted) || name.split(/\s+/).some((word) => word.startsWith(wanted));
  };
  return people
    .filter((one) => begins(one) && one.handle.toLowerCase() !== wanted.trim())
    .slice(0, MOST_OFFERED);
}

/** The text with a person's name in place of what was typed of it, and where the caret stands then. */
export function withMention(
  text: string,
  { at, typed }: MentionDraft,
  { handle }: Person,
): { text: string; caret: number } {
  const rest = text.slice(at + 1 + typed.length);
  const head = `${text.slice(0, at)}@${handle}${/^\s/.test(rest) ? "" : " "}`;
  return { text: head + rest, caret: head.length };
}
