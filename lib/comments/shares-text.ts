/** Letters and digits in common that are no accident. */
const LEAST = 4;

/** What a page shows of a text has other white space than the text. */
const bare = (text: string): string => text.replaceAll(/\s+/g, "");

/** Whether two pieces of one text are the same, one within the other, or overlap at an end. */
export function sharesText(a: string, b: string): boolean {
  const [one, other] = [bare(a), bare(b)];
  if (one === "" || other === "" || /^█+$/.test(one)) return false;
  return one.includes(other) || other.includes(one) || overlaps(one, other) || overlaps(other, one);
}

/** Whether the first ends as the second begins. */
function overlaps(first: string, second: string): boolean {
  for (let length = Math.min(first.length, second.length) - 1; length >= LEAST; length--)
    if (first.endsWith(second.slice(0, length))) return true;
  return false;
}
