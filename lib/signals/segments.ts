import type { Interaction } from "./interaction";

/** What a feature's interactions are told apart by, to see where something moved: name, what people read, value of an interaction. */
export const SEGMENTS = {
  prompt_version: { label: "Prompt version", of: ({ promptVersion }) => promptVersion },
  model: { label: "Model", of: ({ model }) => model },
  answered_model: { label: "Answered by", of: ({ answeredModel }) => answeredModel },
  provider: { label: "Provider", of: ({ provider }) => provider },
  release: { label: "Release", of: ({ release }) => release },
  service: { label: "Service", of: ({ service }) => service },
  /** Groups of users travel as tags. */
  tag: { label: "Tag", of: ({ tags }) => tags },
} satisfies Record<
  string,
  { label: string; of: (interaction: Interaction) => string | null | readonly string[] }
>;

export type SegmentDimension = keyof typeof SEGMENTS;
export const SEGMENT_DIMENSIONS = Object.keys(SEGMENTS) as SegmentDimension[];

/** Of a dimension; rarer ones show nothing within five minutes anyway. */
const MOST_VALUES = 8;

/**
 * A feature's interactions by segment.
 * @returns `only`: dimensions of which all have the same value, whose segment would be the whole
 */
export function segmentsOf(interactions: readonly Interaction[]): {
  only: Partial<Record<SegmentDimension, string>>;
  segments: { dimension: SegmentDimension; value: string; interactions: Interaction[] }[];
} {
  const only: Partial<Record<SegmentDimension, string>> = {};
  const segments = SEGMENT_DIMENSIONS.flatMap((dimension) => {
    const byValue = new Map<string, Interaction[]>();
    for (const interaction of interactions)
      for (const value of [SEGMENTS[dimension].of(interaction) ?? []].flat()) {
        const own = byValue.get(value) ?? [];
        byValue.set(value, own);
        own.push(interaction);
      }
    const [first] = byValue;
    if (first && byValue.size === 1 && first[1].length === interactions.length) {
      only[dimension] = first[0];
      return [];
    }
    return [...byValue]
      .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
      .slice(0, MOST_VALUES)
      .map(([value, own]) => ({ dimension, value, interactions: own }));
  });
  return { only, segments };
}
