/**
 * The rows at which a new segment begins (without 0), such that the sum of the segments' costs and of a penalty a segment is the
 * smallest there is. Exact: dynamic programming over the last segment's beginning, leaving out beginnings that cannot win any more.
 * Sources: Jackson et al.: An algorithm for optimal partitioning of data on an interval, IEEE Signal Processing Letters 12
 * (2005); the pruning: Killick, Fearnhead, Eckley: Optimal detection of changepoints with a linear computational cost, JASA 107 (2012).
 * @param cost of a segment from one row to before another @param least rows of a segment
 * @param slack by how much two segments may cost more than the one that they make up, penalties apart
 */
export function partition(
  rows: number,
  cost: (from: number, to: number) => number,
  { penalty, least, slack = 0 }: { penalty: number; least: number; slack?: number },
): number[] {
  const total = new Float64Array(rows + 1).fill(Number.POSITIVE_INFINITY);
  const begins = new Int32Array(rows + 1);
  total[0] = -penalty;
  let candidates = [{ from: 0, until: Number.POSITIVE_INFINITY }];
  for (let to = least; to <= rows; to++) {
    for (const candidate of candidates) {
      const sum = total[candidate.from]! + cost(candidate.from, to);
      if (sum + penalty < total[to]!) {
        total[to] = sum + penalty;
        begins[to] = candidate.from;
      }
      // From `least` rows on, a change at this row does at least as well; before that it cannot be one.
      if (sum - slack > total[to]!) candidate.until = Math.min(candidate.until, to + least);
    }
    candidates = candidates.filter(({ until }) => until > to + 1);
    const next = to + 1 - least;
    if (next >= least) candidates.push({ from: next, until: Number.POSITIVE_INFINITY });
  }
  const found: number[] = [];
  for (let to = rows; to > 0 && Number.isFinite(total[to]!); to = begins[to]!) {
    if (begins[to]! > 0) found.push(begins[to]!);
  }
  return found.toReversed();
}
