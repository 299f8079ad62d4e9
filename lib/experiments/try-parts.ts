import type { ModelAnswer, ModelRequest } from "@/lib/providers/model-call";

import { withoutPart } from "./edit-request";
import { findCause, type WhatIfResult } from "./find-cause";
import type { Caller } from "./make-calls";
import { hasOutcome, type Outcome } from "./outcome";
import type { Part } from "./parts";

interface Tried {
  request: ModelRequest;
  parts: readonly Part[];
  /** Runs of a part at most. */
  times: number;
  outcome: Outcome;
  /** What was recorded; null: nothing. */
  recorded: ModelAnswer | null;
}

/** Takes parts out of a call one at a time, runs it, and says what the outcome depends on. @throws Stopped */
export function tryParts(
  caller: Caller,
  { request, parts, times, outcome, recorded }: Tried,
): Promise<WhatIfResult> {
  const without = new Map(parts.map((part) => [part.key, withoutPart(request, part)]));
  return findCause(
    parts.map(({ key }) => key),
    times,
    async (wanted) => {
      const calls = wanted.flatMap(({ part, times: count }, at) =>
        Array.from({ length: count }, () => ({
          at,
          part,
          request: part === null ? request : (without.get(part) as ModelRequest),
        })),
      );
      const made = await caller.make(calls);
      const shares = wanted.map(() => ({ part: 0, whole: 0 }));
      for (const [index, { outcome: came }] of made.entries()) {
        const share = shares[(calls[index] as { at: number }).at];
        if (came.state !== "done" || share === undefined) continue;
        share.whole++;
        if (hasOutcome(outcome, came.answered.answer, recorded)) share.part++;
      }
      return shares;
    },
  );
}
