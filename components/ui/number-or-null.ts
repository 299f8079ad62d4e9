/** What was typed where empty means "none": a number, or null. What is no number becomes NaN, which schemas refuse. */
export const numberOrNull = (text: string): number | null => (text.trim() === "" ? null : Number(text));
