import type { ModelDifference } from "./repricing";

/** Beyond this many models the rest is one row: what is kept of a repricing stays small whatever clients call their models. */
const MAX_MODELS = 300;

const keyOf = (row: { provider: string | null; model: string | null }) =>
  JSON.stringify([row.provider, row.model]);

/** Two lists of differences as one, the models with most money first. */
export function addDifferences(
  some: readonly ModelDifference[],
  more: readonly ModelDifference[],
): ModelDifference[] {
  const sums = new Map<string, ModelDifference>();
  for (const row of [...some, ...more]) {
    let key = keyOf(row);
    if (!sums.has(key) && sums.size >= MAX_MODELS) key = keyOf({ provider: "*", model: "*" });
    const sum = sums.get(key);
    if (!sum) sums.set(key, key === keyOf(row) ? row : { ...row, provider: "*", model: "*" });
    else
      sums.set(key, {
        ...sum,
        calls: sum.calls + row.calls,
        changed: sum.changed + row.changed,
        unknownBefore: sum.unknownBefore + row.unknownBefore,
        unknownAfter: sum.unknownAfter + row.unknownAfter,
        costBefore: (BigInt(sum.costBefore) + BigInt(row.costBefore)).toString(),
        costAfter: (BigInt(sum.costAfter) + BigInt(row.costAfter)).toString(),
      });
  }
  const weight = (row: ModelDifference) => {
    const difference = BigInt(row.costAfter) - BigInt(row.costBefore);
    return difference < 0n ? -difference : difference;
  };
  return [...sums.values()].sort((a, b) => {
    const by = weight(b) - weight(a);
    return by === 0n ? b.calls - a.calls : by > 0n ? 1 : -1;
  });
}
