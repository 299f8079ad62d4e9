import { diffArrays } from "diff";

/** Positions in the two lists; null: the other one has nothing in this place. */
export type AlignedPair = readonly [a: number | null, b: number | null];

/** Lists of thousands of steps that share little are set against each other in order. */
const TIMEOUT_MS = 2_000;

/**
 * Sets the steps of two traces side by side: those that are the same thing (by `keys`), in their order, as many as possible; between
 * them those of one kind.
 * @param keys what a step is: its kind and, of a tool, its name
 * @param kinds steps of different kinds never stand side by side
 */
export function alignSteps(
  a: { keys: readonly string[]; kinds: readonly string[] },
  b: { keys: readonly string[]; kinds: readonly string[] },
): AlignedPair[] {
  const changes = diffArrays([...a.keys], [...b.keys], { timeout: TIMEOUT_MS }) ?? [
    { value: a.keys, removed: true, added: false },
    { value: b.keys, removed: false, added: true },
  ];
  const pairs: AlignedPair[] = [];
  let [atA, atB] = [0, 0];
  let [onlyA, onlyB]: [number[], number[]] = [[], []];
  const flush = (): void => {
    pairs.push(...pairKinds(onlyA, onlyB, a.kinds, b.kinds));
    [onlyA, onlyB] = [[], []];
  };
  for (const { value, added, removed } of changes) {
    if (!added && !removed) flush();
    for (let count = 0; count < value.length; count++) {
      if (removed) onlyA.push(atA++);
      else if (added) onlyB.push(atB++);
      else pairs.push([atA++, atB++]);
    }
  }
  flush();
  return pairs;
}

/** What stands between two common steps: in order, those of one kind side by side. */
function pairKinds(
  onlyA: readonly number[],
  onlyB: readonly number[],
  kindsA: readonly string[],
  kindsB: readonly string[],
): AlignedPair[] {
  const pairs: AlignedPair[] = [];
  let next = 0;
  for (const a of onlyA) {
    const found = onlyB.findIndex((b, index) => index >= next && kindsB[b] === kindsA[a]);
    if (found < 0) {
      pairs.push([a, null]);
      continue;
    }
    for (; next < found; next++) pairs.push([null, onlyB[next] as number]);
    pairs.push([a, onlyB[found] as number]);
    next = found + 1;
  }
  for (; next < onlyB.length; next++) pairs.push([null, onlyB[next] as number]);
  return pairs;
}
