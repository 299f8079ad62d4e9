/**
 * A text as it is compared: in lower case, the sigma at the end of a word like any other, so that what a text holds does not
 * depend on what stands beside it. Accents count: "e" is not "é".
 */
export const foldCase = (text: string): string => text.toLowerCase().replaceAll("ς", "σ");

/** The same, with where each unit of the folded text stands in the text: one letter (İ) becomes two. */
export function foldedWithPlaces(text: string): { folded: string; placeOf: (at: number) => number } {
  const folded = foldCase(text);
  if (folded.length === text.length) return { folded, placeOf: (at) => at };
  const places: number[] = [];
  let place = 0;
  for (const character of text) {
    for (let unit = 0; unit < foldCase(character).length; unit++)
      places.push(place + Math.min(unit, character.length - 1));
    place += character.length;
  }
  return { folded, placeOf: (at) => places[at] ?? text.length };
}
