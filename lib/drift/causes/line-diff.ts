import { diffArrays } from "diff";

export interface DiffLine {
  sign: "+" | "-" | " ";
  text: string;
}

/** Longer searches are given up: texts that differ so much are told apart as a whole. */
const TIMEOUT_MS = 500;

/** The lines of two texts, the fewest taken away and added. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  const changes = diffArrays(a, b, { timeout: TIMEOUT_MS }) ?? [
    { value: a, removed: true, added: false },
    { value: b, removed: false, added: true },
  ];
  return changes.flatMap(({ value, added, removed }) =>
    value.map((text): DiffLine => ({ sign: added ? "+" : removed ? "-" : " ", text })),
  );
}
