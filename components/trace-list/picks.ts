/** Traces that are selected at once: an export of more is the list's own. */
export const MOST_PICKED = 100;

/** How a box was clicked. */
export interface PickClick {
  /** Where the click was, and the ids of the list in its order. */
  index: number;
  listed: readonly string[];
  /** The trace that was clicked before, when shift was held; null: this one alone. */
  from: string | null;
}

/** What is selected after a click: the trace turns over, and with shift all since the click before become as it does. */
export function picksAfter(picked: readonly string[], { index, listed, from }: PickClick): readonly string[] {
  const clicked = listed[index];
  if (clicked === undefined) return picked;
  const start = from === null ? -1 : listed.indexOf(from);
  const reach = start === -1 ? [clicked] : listed.slice(Math.min(start, index), Math.max(start, index) + 1);
  return picked.includes(clicked) ? withoutAll(picked, reach) : withAll(picked, reach);
}

/** The same with others, as far as there is room. */
export function withAll(picked: readonly string[], ids: readonly string[]): readonly string[] {
  const held = new Set(picked);
  return [...picked, ...ids.filter((id) => !held.has(id))].slice(0, MOST_PICKED);
}

export function withoutAll(picked: readonly string[], ids: readonly string[]): readonly string[] {
  const gone = new Set(ids);
  return picked.filter((id) => !gone.has(id));
}

/** How a box over these traces stands. */
export function boxOver(picked: ReadonlySet<string>, ids: readonly string[]): boolean | "indeterminate" {
  const held = ids.filter((id) => picked.has(id)).length;
  return held === 0 ? false : held === ids.length ? true : "indeterminate";
}
