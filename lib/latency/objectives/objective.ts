import { formatDuration } from "@/lib/format/duration";
import { formatPercent } from "@/lib/format/percent";

import { MEASURE, type Measure } from "../measure";
import type { CheckedObjective } from "./schemas";

export interface Objective extends CheckedObjective {
  id: number;
  author: string;
  /** ISO */
  changedAt: string;
}

/** "First token of a call ≤ 500 ms for 95 %". */
export const objectiveText = (one: { measure: Measure; thresholdMs: number; target: number }): string =>
  `${MEASURE[one.measure].label} ≤ ${formatDuration(one.thresholdMs)} for ${formatPercent(one.target)}`;

/** Whose: "booking, production"; "everything" when it is not narrowed. */
export const scopeText = (one: Pick<CheckedObjective, "feature" | "environment" | "model">): string =>
  [one.feature, one.model, one.environment].filter((part) => part !== null).join(", ") || "everything";
