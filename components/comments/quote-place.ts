/** A text without its white space, and where each of its units stood. */
interface Bare {
  text: string;
  /** Of each unit, its place in the pieces one after the other. */
  places: number[];
}

function bareOf(text: string): Bare {
  const places: number[] = [];
  let bare = "";
  for (let at = 0; at < text.length; at++) {
    if (/\s/.test(text[at] as string)) continue;
    bare += text[at];
    places.push(at);
  }
  return { text: bare, places };
}

/**
 * Where a quoted passage stands in a text, whatever white space has come between its words since: the first place before which
 * stands what stood before it, else the first.
 * @returns in UTF-16 units; null: it is not there
 */
export function placeOfQuote(
  text: string,
  { text: quote, before }: { text: string; before: string },
): { from: number; to: number } | null {
  const { text: bare, places } = bareOf(text);
  const wanted = bareOf(quote).text;
  const context = bareOf(before).text;
  if (wanted === "") return null;
  const first = bare.indexOf(wanted);
  if (first === -1) return null;
  let at = first;
  while (at !== -1 && !bare.slice(0, at).endsWith(context)) at = bare.indexOf(wanted, at + 1);
  const found = at === -1 ? first : at;
  return { from: places[found] as number, to: (places[found + wanted.length - 1] as number) + 1 };
}
