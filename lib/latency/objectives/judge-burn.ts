import type { ObjectiveStatus } from "./objective-status";

/** With less in all of its window an objective says nothing yet. */
const LEAST = 100;

export type BurnLevel = "warning" | "alert" | null;

/**
 * Whether people should know how fast an objective's error budget is used: by burn rates over two windows each, so that a short spike
 * is none and what is over is soon over. An alert: a budget of a month would be gone in two days (14.4) or five (6); a warning: it is
 * used faster than it lasts, or gone. Source: Google: The Site Reliability Workbook, chapter 5, "Multiwindow, multi-burn-rate alerts".
 */
export function judgeBurn({ kept, left, burn }: Pick<ObjectiveStatus, "kept" | "left" | "burn">): BurnLevel {
  if (kept.total < LEAST) return null;
  const rate = (window: keyof typeof burn): number => burn[window] ?? 0;
  if (rate("1h") >= 14.4 && rate("6h") >= 1) return "alert";
  if (rate("6h") >= 6 && rate("1h") >= 6) return "alert";
  if (rate("3d") >= 1 && rate("6h") >= 1) return "warning";
  return left !== null && left <= 0 && rate("6h") >= 1 ? "warning" : null;
}
