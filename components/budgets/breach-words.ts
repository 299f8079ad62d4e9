import type { Causes } from "@/lib/budgets/breach";
import type { Breach } from "@/lib/budgets/get-budget";
import { formatUsd } from "@/lib/format/money";

/** Who spent most of it. */
export function causesText(causes: Causes | null): string {
  if (!causes) return "being looked up";
  const most = (["feature", "user", "model"] as const).flatMap((word) => {
    const [first] = causes[word];
    return first ? [`${word} ${first.value} ${formatUsd(first.usd)}`] : [];
  });
  return most.length === 0 ? "–" : most.join(", ");
}

/** Whether those who should be told of it were. */
export function toldText({ actions, told, toTell }: Pick<Breach, "actions" | "told" | "toTell">): string {
  if (!actions.includes("notify")) return "not asked to";
  if (toTell === 0) return "no channel";
  return told === toTell ? `${told} of ${toTell}` : `${told} of ${toTell}, see Settings › Notifications`;
}
