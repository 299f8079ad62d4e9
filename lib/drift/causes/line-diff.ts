export interface DiffLine {
  sign: "+" | "-" | " ";
  text: string;
}

/** Longer texts between their common beginning and end are told apart as a whole: the table would hold too many cells. */
const MOST_CELLS = 1_000_000;

/**
 * The lines of two texts, the fewest taken away and added. Source: the longest common subsequence by dynamic programming; Wagner,
 * Fischer: The string-to-string correction problem, JACM 21 (1974).
 */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: " ", text }));
  return [
    ...same(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(a.slice(a.length - end)),
  ];
}

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = a.map((text): DiffLine => ({ sign: "-", text }));
  const added = b.map((text): DiffLine => ({ sign: "+", text }));
  if (a.length * b.length > MOST_CELLS) return [...removed, ...added];
  const width = b.length + 1;
  // common[i][j]: length of the longest common subsequence of the lines from i and from j on.
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push({ sign: " ", text: a[i] as string });
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) lines.push(removed[i++] as DiffLine);
    else lines.push(added[j++] as DiffLine);
  }
  return [...lines, ...removed.slice(i), ...added.slice(j)];
}
