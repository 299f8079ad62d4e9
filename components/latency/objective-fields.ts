import { MEASURE, type Measure } from "@/lib/latency/measure";
import { type Objective } from "@/lib/latency/objectives/objective";

export type ObjectiveStart = Partial<Objective> & { measure: Measure };

/** An objective as its form shows it: its share in per cent, "all" as empty. */
export const objectiveText = (start: ObjectiveStart) => ({
  measure: start.measure,
  thresholdMs: String(start.thresholdMs ?? (MEASURE[start.measure].needsStream ? 500 : 5000)),
  target: String(Number(((start.target ?? 0.95) * 100).toFixed(4))),
  windowDays: String(start.windowDays ?? 28),
  feature: start.feature ?? "",
  model: start.model ?? "",
  environment: start.environment ?? "",
});

/** What was typed, as the objective's schema takes it. */
export const objectiveInput = (typed: ReturnType<typeof objectiveText>) => ({
  ...typed,
  thresholdMs: Number(typed.thresholdMs),
  // 99.9 / 100 is 0.9990000000000001.
  target: Number((Number(typed.target) / 100).toFixed(6)),
  windowDays: Number(typed.windowDays),
});
