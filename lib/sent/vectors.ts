import type { Json } from "@/lib/model/json";

/** A list of so many numbers is a vector: 1,536 numbers that nobody reads are not kept. */
const MANY_NUMBERS = 64;

const notKept = (numbers: number): string => `[${numbers} numbers, not kept]`;

const VECTOR = /\[\s*-?\d[\d.eE+-]*(?:,\s*-?\d[\d.eE+-]*){63,}\s*\]/g;
/** What a vector's text has and prose has not. */
const LIKELY = /\d\.\d+(?:e-?\d+)?,\s*-?\d\.\d/i;

/** A text, the vectors in it replaced by how many numbers they had. */
export const withoutVectors = (text: string): string =>
  text.length < 256 || !LIKELY.test(text)
    ? text
    : text.replace(VECTOR, (vector) => notKept(vector.split(",").length));

/** A value as JSON, the vectors in it replaced by how many numbers they had. */
export const withoutLists = (value: Json): string =>
  JSON.stringify(value, (_, held: unknown) =>
    Array.isArray(held) && held.length >= MANY_NUMBERS && held.every((item) => typeof item === "number")
      ? notKept(held.length)
      : held,
  );
