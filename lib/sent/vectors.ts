/** A list of so many numbers is a vector: 1,536 numbers that nobody reads are not kept. */
export const MANY_NUMBERS = 64;

const VECTOR = /\[\s*-?\d[\d.eE+-]*(?:,\s*-?\d[\d.eE+-]*){63,}\s*\]/g;
/** What a vector's text has and prose has not. */
const LIKELY = /\d\.\d+(?:e-?\d+)?,\s*-?\d\.\d/i;

/** JSON text, its vectors replaced by how many numbers they had. */
export const withoutVectors = (text: string): string =>
  text.length < 256 || !LIKELY.test(text)
    ? text
    : text.replace(VECTOR, (vector) => JSON.stringify(`[${vector.split(",").length} numbers, not kept]`));
