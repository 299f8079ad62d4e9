import type { ChangeMark } from "../types";

/** One or several changes at one place of a drawing. */
export interface MergedMark extends ChangeMark {
  /** Pixels from the left end of the plot. */
  x: number;
  marks: readonly ChangeMark[];
}

/** Closer than this, two lines are one to the eye. */
const NEAR_PX = 8;

/** Changes and incidents within the span, in time order; those that fall on the same pixels become one: "3 changes". */
export function mergeMarks(
  marks: readonly ChangeMark[],
  [from, to]: readonly [number, number],
  width: number,
): MergedMark[] {
  const merged: MergedMark[] = [];
  const within = marks.filter(({ at }) => at >= from && at <= to).toSorted((a, b) => a.at - b.at);
  for (const mark of within) {
    const x = ((mark.at - from) / (to - from)) * width;
    const before = merged.at(-1);
    if (!before || x - before.x > NEAR_PX) {
      merged.push({ ...mark, x, marks: [mark] });
      continue;
    }
    const all = [...before.marks, mark];
    merged[merged.length - 1] = {
      at: before.at,
      x: before.x,
      label: `${all.length} ${wordFor(all)}`,
      marks: all,
    };
  }
  return merged;
}

const WORDS = { change: "changes", incident: "incidents", finding: "findings" } as const;

function wordFor([first, ...others]: readonly ChangeMark[]): string {
  const kind = first?.kind ?? "change";
  return others.every((other) => (other.kind ?? "change") === kind) ? WORDS[kind] : "marks";
}
