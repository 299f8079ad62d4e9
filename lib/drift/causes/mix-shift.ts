import { formatPercent } from "@/lib/format/percent";
import { SEGMENTS, type SegmentDimension } from "@/lib/signals/segments";

import type { Segment } from "../read-segments";
import { BELIEF, type Candidate } from "./candidate";

/** Did other interactions come, of which none changed by itself? @param part of the whole change that the mix explains */
export function mixShift(dimension: SegmentDimension, own: readonly Segment[], part: number): Candidate {
  const sum = (side: "before" | "after"): number =>
    Math.max(
      1,
      own.reduce((all, one) => all + one[side].interactions, 0),
    );
  const [before, after] = [sum("before"), sum("after")];
  const growth = (one: Segment): number => one.after.interactions / after - one.before.interactions / before;
  const grown = own.toSorted((a, b) => growth(b) - growth(a))[0] as Segment;
  const share = { before: grown.before.interactions / before, after: grown.after.interactions / after };
  return {
    dimension,
    value: grown.value,
    label: grown.label,
    firstSeenAt: null,
    explains: null,
    extent: "",
    score: Math.min(1, part) * BELIEF.mix,
    sentence: `Other interactions came, none of them changed by itself: ${formatPercent(share.after)} are of ${SEGMENTS[dimension].label.toLowerCase()} ${grown.label} (${formatPercent(share.before)} before), which explains ${formatPercent(Math.min(1, part))} of the change.`,
  };
}
