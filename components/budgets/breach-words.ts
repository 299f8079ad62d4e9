import type { Causes } from "@/lib/budgets/breach";
import type { Breach } from "@/lib/budgets/get-budget";
import { formatUsd } from "@/lib/format/money";

/** The feature, the user and the model that spent most of it. */
export const mostOf = (causes: Causes | null) =>
  (["feature", "user", "model"] as const).flatMap((word) => {
    const first = causes?.[word][0];
    return first
      ? [{ word, value: first.value, text: `${word} ${first.value} ${formatUsd(first.usd)}` }]
      : [];
  });

/** The same in one line. */
export function causesText(causes: Causes | null): string {
  if (!causes) return "being looked up";
  const most = mostOf(causes);
  return most.length === 0 ? "–" : most.map(({ text }) => text).join(", ");
}

/** Whether those who should be told of it were. */
export function toldText({ actions, told, toTell }: Pick<Breach, "actions" | "told" | "toTell">): string {
  if (!actions.includes("notify")) return "not asked to";
  if (toTell === 0) return "no channel";
  return told === toTell ? `${told} of ${toTell}` : `${told} of ${toTell}, see Settings › Notifications`;
}
