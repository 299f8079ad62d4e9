import { mostFrequent, type Property, type Sample } from "./sampled";

/** Did documents come of another index, or of another version of it? */
export const indexVersions = ({ since }: Sample): Property[] =>
  mostFrequent(since, ({ indexes }) => indexes, 8).map((index) => ({
    dimension: "index",
    value: index,
    label: index,
    name: `Documents of ${index}`,
    has: ({ indexes }) => indexes.includes(index),
    isKnown: ({ indexes }) => indexes.length > 0,
  }));
