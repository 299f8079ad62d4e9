import { type RangeChoice, resolveRange } from "@/lib/time/range";

/** A zoom: what was shown, and the two ends it led to. */
export interface ZoomStep {
  before: RangeChoice;
  from: number;
  to: number;
}

/** How much wider a range becomes that nobody zoomed into here. */
const WIDER = 3;
const WIDEST_MS = 30 * 86_400_000;

/**
 * The view to go back to from two fixed ends: what was shown before they were dragged, else, as in a link that somebody sent, three
 * times the range around the same middle, not beyond now. Steps that the browser's own "back" has undone are forgotten.
 */
export function zoomOutOf(view: RangeChoice, steps: ZoomStep[], now: Date): RangeChoice | null {
  const { from, to, sliding } = resolveRange(view, now, "UTC");
  if (sliding) return null;
  for (let step = steps.pop(); step; step = steps.pop())
    if (step.from === from.getTime() && step.to === to.getTime()) return step.before;
  const length = to.getTime() - from.getTime();
  const wide = Math.min(length * WIDER, Math.max(length, WIDEST_MS));
  const end = Math.min(to.getTime() + (wide - length) / 2, Math.max(now.getTime(), to.getTime()));
  return { range: view.range, from: new Date(end - wide), to: new Date(end) };
}
