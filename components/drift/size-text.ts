import type { DriftDetail } from "@/lib/drift/establish-drift";

import { changeText } from "./least-shown";

type Sized = Pick<DriftDetail, "change" | "changeUnit" | "unit" | "quantile" | "component">;

/**
 * By how much something changed, with its interval. Whether it changed and by how much are two questions: the interval holds at any
 * look and counts the wandering of what is watched, so that it may hold "not at all" where the change itself is established.
 * @returns "" where no size is known
 */
export function sizeText({ change, changeUnit, unit, quantile, component }: Sized): string {
  if (!change || !changeUnit) return "";
  const what = quantile === null || component === "level" ? "" : `Interactions above the usual ${quantile}: `;
  const text = (value: number): string => changeText({ change: value, unit: changeUnit }, unit);
  const [low, high] = [text(change.low), text(change.high)];
  const none = changeUnit === "ratio" ? 1 : 0;
  if (change.low <= none && none <= change.high)
    return `${what}${what === "" ? "T" : "t"}hat it changed is established, how much not yet: ${text(change.estimate)} so far, at 95 % anything from ${low} to ${high}.`;
  return `${what}${what === "" ? "C" : "c"}hanged by ${text(change.estimate)} (95 %: ${low} to ${high}).`;
}
