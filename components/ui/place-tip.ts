interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const GAP = 6;
const EDGE = 8;

/** Where a tip goes: centred above its target, below when there is no room, never over the window's edge. All in CSS pixels. */
export function placeTip(
  target: Box,
  tip: { width: number; height: number },
  view: { width: number; height: number },
): { left: number; top: number } {
  const centred = target.left + target.width / 2 - tip.width / 2;
  const left = Math.round(Math.max(EDGE, Math.min(centred, view.width - tip.width - EDGE)));
  const above = target.top - tip.height - GAP;
  return { left, top: Math.round(above >= EDGE ? above : target.top + target.height + GAP) };
}
