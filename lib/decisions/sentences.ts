/** A sentence of a text, and where it stands. */
export interface Sentence {
  text: string;
  start: number;
}

/** After these a full stop ends no sentence. */
const ABBREVIATIONS =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|nr|vs|etc|e\.g|i\.e|approx|inc|ltd|co|u\.s|a\.m|p\.m|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|sr|sra|srta|núm|mme|mlle|z\.b|bzw|ca|inkl|zzgl|hr|fr|art|abs|ggf|d\.h|\d{1,2})\.$/i;

/** Sentences of a text. A line is one at least: lists and headings end without a full stop. */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  let at = 0;
  for (const line of text.split("\n")) {
    let start = 0;
    const ends = /[.!?…]+["”’)\]*]*(?=\s)|[。！？]/gu;
    for (let end = ends.exec(line); end !== null; end = ends.exec(line)) {
      const to = end.index + end[0].length;
      const rest = line.slice(to).trimStart();
      // A small letter goes on; "5. Mai" and "No. 4" do, too.
      if (end[0].startsWith(".") && (/^\p{Ll}/u.test(rest) || isAbbreviation(line.slice(start, to), rest)))
        continue;
      add(found, line, at, start, to);
      start = to;
    }
    add(found, line, at, start, line.length);
    at += line.length + 1;
  }
  return found;
}

function isAbbreviation(before: string, rest: string): boolean {
  if (!ABBREVIATIONS.test(before)) return false;
  // A number ends a sentence more often than it counts a day, unless a month follows.
  return !/\d\.$/.test(before) || /^\s*\d{1,2}\.$/.test(before) || MONTH_NEXT.test(rest);
}

const MONTH_NEXT =
  /^(?:jan|feb|mär|maer|apr|mai|jun|jul|aug|sep|okt|nov|dez|january|february|march|april|may|june|july)/i;

/** Beyond this a passage without an end is cut: what reads it looks back and forth in it. */
const MOST_CHARACTERS = 2_000;

function add(found: Sentence[], line: string, at: number, from: number, to: number): void {
  for (let start = from; start < to;) {
    let end = Math.min(to, start + MOST_CHARACTERS);
    const space = line.lastIndexOf(" ", end);
    if (end < to && space > start) end = space;
    const piece = line.slice(start, end);
    const text = piece.trim();
    if (text !== "") found.push({ text, start: at + start + piece.indexOf(text) });
    start = end;
  }
}
