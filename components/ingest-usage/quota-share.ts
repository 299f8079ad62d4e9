import { formatPercent } from "@/lib/format/percent";

/** Amber from here on. */
const NEAR = 0.9;

/** How full the bar is, and what it says to those who do not see it. */
export function quotaShare(
  used: number,
  quota: number | null,
): { percent: number; state: "free" | "near" | "full"; text: string } {
  if (quota === null) return { percent: 0, state: "free", text: "no quota" };
  const share = used / quota;
  const state = share >= 1 ? "full" : share >= NEAR ? "near" : "free";
  return {
    percent: Math.min(100, Math.round(share * 100)),
    state,
    text: state === "full" ? "Used up" : `${formatPercent(share)} used`,
  };
}
