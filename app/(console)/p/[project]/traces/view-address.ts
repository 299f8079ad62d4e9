import type { SavedView } from "@/lib/views/list-views";
import { defaultOf } from "@/lib/views/list-views";

/** Words of an address that say nothing of what is wanted in the list: they travel from page to page. */
const OF_EVERY_PAGE = new Set(["range", "live", "tz"]);

/** An address as the framework parses it. */
type Words = Record<string, string | string[] | undefined>;

/**
 * Where a list is shown that was asked for by a view's name alone, or by nothing: its address says all of it, so that it shows the
 * same when the view is another one. Null: the address says what it wants.
 */
export function viewAddress(path: string, words: Words, views: readonly SavedView[]): string | null {
  const said = Object.keys(words).filter((word) => words[word] !== undefined && !OF_EVERY_PAGE.has(word));
  const byName = said.length === 1 && said[0] === "view";
  if (said.length > 0 && !byName) return null;
  const view = byName ? views.find(({ id }) => String(id) === words.view) : defaultOf(views);
  if (view === undefined || view === null) return null;
  const query = new URLSearchParams(view.query);
  for (const word of OF_EVERY_PAGE) {
    const value = words[word];
    // A view without a range of its own keeps that of the page before.
    if (typeof value === "string" && !query.has(word) && !(word === "range" && query.has("from")))
      query.set(word, value);
  }
  query.set("view", String(view.id));
  return `${path}?${query}`;
}
