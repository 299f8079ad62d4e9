import type { ActionResult } from "@/lib/http/action-result";
import type { SavedView } from "@/lib/views/list-views";
import type { ChangeView, SaveView } from "@/lib/views/schemas";

/** Views of a list, and what the viewer may do with them. */
export interface Views {
  views: readonly SavedView[];
  /** Also those of the project. */
  mayShare: boolean;
  save: (input: SaveView) => Promise<ActionResult<{ id: number }>>;
  change: (input: ChangeView) => Promise<ActionResult>;
}

/** Whether two queries show the same list. */
export const isSameList = (a: string, b: string): boolean => sorted(a) === sorted(b);

function sorted(query: string): string {
  const words = new URLSearchParams(query);
  words.sort();
  return words.toString();
}

/** The address of a view within the list's. */
export const viewHref = (path: string, { id, query }: Pick<SavedView, "id" | "query">): string =>
  `${path}?${query}${query === "" ? "" : "&"}view=${id}`;

/** All traces, whatever is shown first. */
export const NO_VIEW = "none";
