import { foldedWithPlaces } from "@/lib/bodies/fold";

/** UTF-16 units of a snippet, and of it before what was found. */
const MOST = 160;
const BEFORE = 48;
const SHORT_BEFORE = 16;
/** More of what was found is not shown. */
const MOST_FOUND = 120;
/** Units at an edge among which a character that a reader sees as one begins or ends. */
const EDGE = 32;

/** A part of a text around what was found in it: UTF-16 units from `start` to before `end` of `text`. */
export interface Snippet {
  text: string;
  start: number;
  end: number;
}

/** @param needles folded; @returns where the first of them stands, in UTF-16 units; null: none does */
export function findFirst(text: string, needles: readonly string[]): { from: number; to: number } | null {
  const { folded, placeOf } = foldedWithPlaces(text);
  let [at, length] = [-1, 0];
  for (const needle of needles) {
    const found = folded.indexOf(needle);
    if (found !== -1 && (at === -1 || found < at)) [at, length] = [found, needle.length];
  }
  return at === -1 ? null : { from: placeOf(at), to: placeOf(at + length) };
}

/** Where a line has little room: what was found stands near its beginning. */
export function shortenBefore({ text, start, end }: Snippet): Snippet {
  if (start <= SHORT_BEFORE) return { text, start, end };
  const begin = atWord(text, edgeAfter(text, start - SHORT_BEFORE), start);
  return { text: `…${text.slice(begin)}`, start: start - begin + 1, end: end - begin + 1 };
}

/** At most 160 units on one line, cut between what a reader sees as characters; an ellipsis stands where it was cut. */
export function snippetAround(text: string, found: { from: number; to: number }): Snippet {
  const from = edgeBefore(text, found.from);
  const to = edgeAfter(text, Math.min(found.to, from + MOST_FOUND));
  const begin = from <= BEFORE ? 0 : atWord(text, edgeAfter(text, from - BEFORE), from);
  const room = MOST - 2 - (to - begin);
  const finish = edgeBefore(text, Math.min(text.length, to + Math.max(0, room)));
  const before = (begin > 0 ? "…" : "") + oneLine(text.slice(Math.min(begin, from), from)).trimStart();
  const match = oneLine(text.slice(from, to));
  const after = oneLine(text.slice(to, Math.max(to, finish))).trimEnd() + (finish < text.length ? "…" : "");
  return { text: before + match + after, start: before.length, end: before.length + match.length };
}

/** The first word that begins between the two places; without one, where it was. */
function atWord(text: string, at: number, end: number): number {
  const space = text.slice(at, end).search(/\s\S/);
  return space === -1 ? at : at + space + 1;
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** The last place at or before `at` between two characters. */
function edgeBefore(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return Math.min(Math.max(0, at), text.length);
  const window = Math.max(0, at - EDGE);
  const segment = graphemes.segment(text.slice(window, at + EDGE)).containing(at - window);
  return segment === undefined ? at : window + segment.index;
}

/** The first place at or after `at` between two characters. */
function edgeAfter(text: string, at: number): number {
  const before = edgeBefore(text, at);
  if (before === at) return at;
  const window = Math.max(0, at - EDGE);
  const segment = graphemes.segment(text.slice(window, at + EDGE)).containing(at - window);
  return segment === undefined ? at : window + segment.index + segment.segment.length;
}
