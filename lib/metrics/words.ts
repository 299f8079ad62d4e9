import { CALLS, DIMENSIONS, TRACES, type Dimension, type Measures } from "@/lib/derive/measures";

/** Which facts a figure is made of: interactions (`traces`), steps and calls (`calls`), or users' shares (`usage`). */
export type Source = "traces" | "calls" | "usage";

/** What figures are filtered and grouped by. */
export const WORDS = [
  "environment",
  "feature",
  "release",
  "kind",
  "provider",
  "model",
  "prompt_version",
  "step",
  "tool",
  "failure",
  "user",
] as const;
export type Word = (typeof WORDS)[number];

export const MEASURES: Record<Exclude<Source, "usage">, Measures> = { calls: CALLS, traces: TRACES };

/** The dimension that holds a word; a user is in no roll-up but `usage`. */
const DIMENSION_OF: Record<Exclude<Word, "user">, Dimension> = {
  environment: "environment",
  feature: "feature",
  release: "release",
  kind: "kind",
  provider: "provider",
  model: "model",
  prompt_version: "fingerprint",
  step: "name",
  tool: "name",
  failure: "failure",
};

const dimensionsOf = (words: readonly Word[]): Dimension[] =>
  words.flatMap((word): Dimension[] => {
    if (word === "user") return [];
    return word === "step" || word === "tool" ? ["kind", "name"] : [DIMENSION_OF[word]];
  });

/** Whether the source's rows know the word at all. */
export function hasWord(source: Source, word: Word): boolean {
  if (source === "usage") return word === "user" || word === "feature" || word === "environment";
  if (word === "user") return true;
  return dimensionsOf([word]).every((dimension) => MEASURES[source].dimensions[dimension] !== undefined);
}

/** Number of the narrowest cube that holds all the words; null: only raw rows do. */
export function cubeFor(source: Exclude<Source, "usage">, words: readonly Word[]): number | null {
  if (words.includes("user")) return null;
  const { cubes, firstCube } = MEASURES[source];
  const used = dimensionsOf(words);
  const place = cubes.findLastIndex((cube) => used.every((dimension) => cube.includes(dimension)));
  return place < 0 ? null : firstCube + place;
}

/**
 * A word as SQL over a relation that has the dimensions as columns. @param from its alias, and what its columns' names begin with
 */
export function wordSql(word: Word, from: string): string {
  if (word === "user") return `${from}user`;
  if (word === "prompt_version") return `${from}fingerprint::text`;
  if (word === "step") return `case when ${from}kind in ('llm', 'embedding') then ${from}name end`;
  if (word === "tool") return `case when ${from}kind = 'tool' then ${from}name end`;
  return `${from}${DIMENSION_OF[word]}`;
}

/** The dimensions of raw rows as columns, `dim_` before their names; SQL of ours. */
export const rawDimensions = (source: Exclude<Source, "usage">, user: string): string =>
  [
    ...DIMENSIONS.map(
      (name) =>
        `${MEASURES[source].dimensions[name] ?? `null::${name === "fingerprint" ? "bigint" : "text"}`} as dim_${name}`,
    ),
    `${user} as dim_user`,
  ].join(", ");
