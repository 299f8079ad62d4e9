import type { Level, State } from "./judge";

/** Something that would have been told from then on; null: it still would. */
export interface Fired {
  fromMs: number;
  endMs: number | null;
  level: Level;
}

/** When a series would have begun and ceased to fire. @param steps judge one window after the other */
export function firedOver(steps: Iterable<(state: State) => State>, first: State): Fired[] {
  const fired: Fired[] = [];
  let state = first;
  for (const step of steps) {
    const before = state.firing?.level ?? null;
    state = step(state);
    const now = state.firing?.level ?? null;
    if (now === before) continue;
    const open = fired.at(-1);
    if (before !== null && open !== undefined) open.endMs = state.endMs;
    if (now !== null) fired.push({ fromMs: state.endMs, endMs: null, level: now });
  }
  return fired;
}
