/** What somebody has written and not saved, kept for this tab: going back, or a crash, loses nothing. */
export interface KeptDraft {
  text: string;
  /** When the text that it changes was saved; null: nobody had saved any. */
  basedOn: string | null;
}

const keyOf = (path: string): string => `recount.unsaved ${path}`;

/** Null: none, or the browser keeps nothing. */
export function readDraft(path: string): KeptDraft | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(path)) ?? "null");
    if (typeof kept !== "object" || kept === null || !("text" in kept) || !("basedOn" in kept)) return null;
    const { text, basedOn } = kept;
    return typeof text === "string" && (basedOn === null || typeof basedOn === "string")
      ? { text, basedOn }
      : null;
  } catch {
    return null;
  }
}

/** @param draft null: everything is saved */
export function keepDraft(path: string, draft: KeptDraft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(keyOf(path));
    else sessionStorage.setItem(keyOf(path), JSON.stringify(draft));
  } catch {
    // Full, or forbidden: the tab still asks before it is left.
  }
}
