/** The time that figures are of: buckets at its ends may be whole or not. Epoch milliseconds, the end not included. */
export interface Covered {
  from: number;
  to: number;
}

/**
 * The traces of one bucket of a series: the series' own list, narrowed to the bucket's time.
 * @param href with the range of the whole chart
 * @param least a word of the list that takes the point's value: a quantile leads to what took at least so long
 */
export function bucketHref(
  href: string,
  { from, to }: Covered,
  least?: { word: string; value: number },
): string {
  const [path = "", search = ""] = href.split("?");
  const query = new URLSearchParams(search);
  for (const word of ["range", "live"]) query.delete(word);
  query.set("from", new Date(from).toISOString());
  query.set("to", new Date(to).toISOString());
  // The list takes no exponents.
  if (least) query.set(least.word, least.value.toFixed(6).replace(/\.?0+$/, ""));
  return `${path}?${query.toString()}`;
}

/** The part of a bucket that figures are of. */
export const clip = ({ from, to }: Covered, covered: Covered | undefined): Covered =>
  covered === undefined ? { from, to } : { from: Math.max(from, covered.from), to: Math.min(to, covered.to) };
