import type { Document, Message } from "@/lib/model/message";
import type { ModelRequest } from "@/lib/providers/model-call";

/** Where a text of a call stands: in the instructions, or in a message and, of several, in one of its parts. */
export interface Place {
  message: number | "system";
  /** Null: the content is one text. */
  piece: number | null;
}

/** Something in a call's input that can be edited or taken out by itself. */
export interface Part {
  /** d1, t1, s1: document, tool result, sentence, in the order of the call. */
  key: string;
  kind: "document" | "tool_result" | "sentence";
  /** "Document 3". */
  label: string;
  text: string;
  place: Place;
  /** Characters of the text that holds it; null: all of that piece, or message. */
  range: { from: number; to: number } | null;
}

const MOST_PARTS = 100;
/** Of letters and digits: less is no sentence that could decide anything, and no document. */
const LEAST_SENTENCE = 8;
const LEAST_DOCUMENT = 12;

const letters = (text: string): number => (text.match(/[\p{L}\p{N}]/gu) ?? []).length;

interface Found {
  place: Place;
  range: Part["range"];
  text: string;
}

/**
 * The parts of a call's input: documents, results of tools, sentences of the instructions.
 * @param documents that were retrieved before it, as they were recorded
 */
export function partsOf(
  { system, messages }: Pick<ModelRequest, "system" | "messages">,
  documents: readonly Document[],
): Part[] {
  const texts = textsOf(system, messages);
  const found = texts.flatMap(({ place, text }) =>
    documentsIn(text, documents).map((one) => ({ ...one, place })),
  );
  const blocks = messages.flatMap(documentBlocks);
  const results = messages.flatMap((message, at): Found[] =>
    message.role === "tool" && typeof message.content === "string" && message.content !== ""
      ? [{ place: { message: at, piece: null }, range: null, text: message.content }]
      : [],
  );
  const within = found.filter(({ place }) => place.message === "system");
  const sentences =
    system === null
      ? []
      : sentencesIn(
          system,
          within.map(({ range }) => range),
        );
  const numbered = (kind: Part["kind"], letter: string, name: string, some: readonly Found[]): Part[] =>
    some.toSorted(byPlace).map((one, at) => ({
      key: `${letter}${at + 1}`,
      kind,
      label: `${name} ${at + 1}`,
      ...one,
    }));
  return [
    ...numbered("document", "d", "Document", [...found, ...blocks]),
    ...numbered("tool_result", "t", "Tool result", results),
    ...numbered("sentence", "s", "Sentence", sentences),
  ].slice(0, MOST_PARTS);
}

/** In the order of the call. */
export const byPlace = (a: Found, b: Found): number =>
  rank(a.place.message) - rank(b.place.message) ||
  (a.place.piece ?? 0) - (b.place.piece ?? 0) ||
  (a.range?.from ?? 0) - (b.range?.from ?? 0);

const rank = (message: Place["message"]): number => (message === "system" ? -1 : message);

function textsOf(system: string | null, messages: readonly Message[]): { place: Place; text: string }[] {
  const said = messages.flatMap(({ content, role }, message): { place: Place; text: string }[] => {
    if (role === "assistant") return [];
    if (typeof content === "string") return [{ place: { message, piece: null }, text: content }];
    return (content ?? []).flatMap((part, piece) =>
      part.type === "text" ? [{ place: { message, piece }, text: part.text }] : [],
    );
  });
  return system === null ? said : [{ place: { message: "system", piece: null }, text: system }, ...said];
}

/** Documents that a client sends as blocks of their own. */
function documentBlocks({ content }: Message, message: number): Found[] {
  return (Array.isArray(content) ? content : []).flatMap((part, piece): Found[] => {
    if (part.type !== "other" || typeof part.value !== "object" || part.value === null) return [];
    const type = String((part.value as { type?: unknown }).type ?? "");
    return /document|search_result/.test(type)
      ? [{ place: { message, piece }, range: null, text: JSON.stringify(part.value) }]
      : [];
  });
}

type Range = { from: number; to: number };

/** Tags that people put around what was looked up. */
const TAGGED =
  /<(document|doc|source|passage|context|search_result|result|article|chunk|snippet)\b[^>]*>[^]*?<\/\1\s*>/gi;
/** Or numbers, at the beginning of a line. */
const NUMBERED =
  /^[ \t]*(?:\[(\d{1,3})\]|(?:#+[ \t]*)?(?:document|doc|source|passage|chunk|result|excerpt)[ \t]*#?(\d{1,3})[ \t]*[:.)-])/gim;

/** Where documents stand in a text: by tags, by numbers, or because what was retrieved stands there to the letter. */
function documentsIn(text: string, documents: readonly Document[]): { range: Range; text: string }[] {
  const ranges: Range[] = [];
  const add = (from: number, to: number): void => {
    if (letters(text.slice(from, to)) < LEAST_DOCUMENT) return;
    if (ranges.every((one) => to <= one.from || from >= one.to)) ranges.push({ from, to });
  };
  for (const found of text.matchAll(TAGGED)) add(found.index, found.index + found[0].length);
  for (const { from, to } of numberedIn(text)) add(from, to);
  // The longest first: a short one may stand within it.
  const said = documents.map(({ content }) => content?.trim() ?? "").filter((one) => one !== "");
  for (const content of said.toSorted((a, b) => b.length - a.length)) {
    const from = text.indexOf(content);
    if (from >= 0) add(from, from + content.length);
  }
  return ranges.map((range) => ({ range, text: text.slice(range.from, range.to) }));
}

/** Two or more that count up; each ends where the next begins, the last with its paragraph. */
function numberedIn(text: string): Range[] {
  const starts: { at: number; number: number }[] = [];
  for (const found of text.matchAll(NUMBERED)) {
    const number = Number(found[1] ?? found[2]);
    const before = starts.at(-1);
    if (before === undefined ? number <= 1 : number === before.number + 1)
      starts.push({ at: found.index, number });
  }
  if (starts.length < 2) return [];
  return starts.map(({ at }, index) => {
    const next = starts[index + 1]?.at;
    const gap = text.indexOf("\n\n", at);
    const end = next ?? (gap < 0 ? text.length : gap);
    return { from: at, to: at + text.slice(at, end).trimEnd().length };
  });
}

/** Sentences of the instructions; lines are sentences where nothing else ends them. */
function sentencesIn(system: string, taken: readonly (Range | null)[]): Found[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
  const sentences: Found[] = [];
  for (const line of system.matchAll(/[^\n]+/g))
    for (const { segment, index } of segmenter.segment(line[0])) {
      const from = line.index + index;
      const range = { from, to: from + segment.trimEnd().length };
      const isTaken = taken.some((one) => one !== null && range.from < one.to && range.to > one.from);
      if (isTaken || letters(segment) < LEAST_SENTENCE) continue;
      sentences.push({
        place: { message: "system", piece: null },
        range,
        text: system.slice(range.from, range.to),
      });
    }
  return sentences;
}
