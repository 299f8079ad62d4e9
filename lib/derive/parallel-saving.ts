import type { Json } from "@/lib/model/json";

import type { ToolRun } from "./facts";

/** A run with what it was given and what it gave; undefined: not recorded, too large, or gone. */
export interface KnownRun extends Pick<ToolRun, "startNs" | "endNs" | "hasSideEffect"> {
  arguments: Json | undefined;
  result: Json | undefined;
}

/** Shorter words and numbers are in everything: "yes", 200. */
const MIN_CHARACTERS = 4;
const MIN_DIGITS = 4;
/** Comparing each with each takes its time: of a trace with more runs than this nothing is said to be independent. */
const MAX_RUNS = 60;
/** Of one body; with more it counts as unknown. */
const MAX_LEAVES = 2_000;
/** Characters compared for one trace: some 20 ms. What is not compared counts as dependent. */
const MAX_COMPARED = 50_000_000;

/** Of figures and codes that stand within a text: "282 - 177", "seats on HAT271". Plain words are in every text. */
const WORD = /[\p{L}\p{N}_]{3,}/gu;
const NO_DIGIT = /\D/g;
const FIGURE = /\p{N}/u;

/** Words and numbers of a value, and all of it as one text to look them up in. */
interface Words {
  leaves: string[];
  text: string;
  /** What it says in strings, a line each: numbers of its own are leaves. */
  strings: string;
  /** Made when they are asked for: most is decided without. */
  figures?: { inStrings: string[]; anywhere: Set<string> };
}

interface Said {
  given: Words | undefined;
  gave: Words | undefined;
}

/**
 * What running a trace's tools at once would have saved, in nanoseconds: the time they took one after the other, less that
 * of the longest of each level. A run is a level above those before it that it depends on: their results hold what its
 * arguments say (or the other way round) and their own arguments do not. Whatever is unknown depends on all before it, and
 * so does what changes the world, and what comes after that. Time that runs share counts once.
 *
 * @param runs by start
 */
export function parallelSaving(runs: readonly KnownRun[]): number {
  if (runs.length < 2 || runs.length > MAX_RUNS) return 0;
  const words = runs.map((run): Said => ({ given: wordsOf(run.arguments), gave: wordsOf(run.result) }));
  const levels: number[] = [];
  const longest: number[] = [];
  let compared = 0;
  const dependsOn = (index: number, before: number): boolean => {
    const { given } = words[index] as Said;
    const { given: givenBefore, gave: gaveBefore } = words[before] as Said;
    if (given === undefined || givenBefore === undefined || gaveBefore === undefined) return true;
    compared += gaveBefore.leaves.length * given.text.length + given.leaves.length * gaveBefore.text.length;
    return (
      compared > MAX_COMPARED ||
      gaveBefore.leaves.some((leaf) => given.text.includes(leaf) && !givenBefore.text.includes(leaf)) ||
      // A result that is prose, or a list of values in one string, holds what was picked from it.
      given.leaves.some((leaf) => gaveBefore.text.includes(leaf) && !givenBefore.text.includes(leaf)) ||
      // A formula, a query, a thought.
      figuresOf(given).inStrings.some(
        (figure) =>
          figuresOf(gaveBefore).anywhere.has(figure) && !figuresOf(givenBefore).anywhere.has(figure),
      )
    );
  };
  let taken = 0;
  let endNs = -Infinity;
  for (const [index, run] of runs.entries()) {
    let level = 0;
    // The last one first: what needs it need not be compared with those that it stands on.
    for (let before = index - 1; before >= 0; before--) {
      const earlier = runs[before] as KnownRun;
      // What had not ended yet cannot have been waited for.
      if (earlier.endNs > run.startNs) continue;
      const above = (levels[before] as number) + 1;
      if (above > level && (run.hasSideEffect || earlier.hasSideEffect || dependsOn(index, before)))
        level = above;
    }
    levels.push(level);
    longest[level] = Math.max(longest[level] ?? 0, run.endNs - run.startNs);
    taken += Math.max(0, run.endNs - Math.max(run.startNs, endNs));
    endNs = Math.max(endNs, run.endNs);
  }
  return Math.max(0, taken - longest.reduce((sum, ns) => sum + ns, 0));
}

function wordsOf(value: Json | undefined): Words | undefined {
  if (value === undefined) return undefined;
  const leaves = new Set<string>();
  const said: string[] = [];
  const strings: string[] = [];
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (said.length > MAX_LEAVES) return undefined;
    if (typeof next === "string") {
      const text = next.trim().toLowerCase();
      said.push(text);
      if (text.length >= MIN_CHARACTERS) leaves.add(text);
      strings.push(text);
    } else if (typeof next === "number") {
      const text = String(next);
      said.push(text);
      if (text.length >= MIN_DIGITS && text.replace(NO_DIGIT, "").length >= MIN_DIGITS) leaves.add(text);
    } else if (Array.isArray(next)) for (const item of next) open.push(item);
    else if (typeof next === "object" && next !== null)
      for (const item of Object.values(next)) open.push(item);
  }
  return { leaves: [...leaves], text: said.join("\n"), strings: strings.join("\n") };
}

const figuresIn = (text: string): string[] => (text.match(WORD) ?? []).filter((word) => FIGURE.test(word));

const figuresOf = (words: Words): NonNullable<Words["figures"]> =>
  (words.figures ??= { inStrings: figuresIn(words.strings), anywhere: new Set(figuresIn(words.text)) });
