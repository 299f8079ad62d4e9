import type { Ceiling } from "@/lib/budgets/tightest-ceiling";
import { formatUsd } from "@/lib/format/money";

import type { TileFacts } from "./tile-facts";

/** The cost tile says beside its figure how much of the tightest ceiling is spent; other tiles stay as they are. */
export function withCeiling(facts: TileFacts, ceiling: Ceiling | null): TileFacts {
  if (facts.metric !== "cost_usd" || ceiling === null) return facts;
  const text = `${formatUsd(ceiling.spentUsd)} of ${formatUsd(ceiling.limitUsd)} in ${ceiling.name}`;
  return {
    ...facts,
    worse: facts.worse || ceiling.used >= 1,
    note: [text, facts.note].filter(Boolean).join("; "),
  };
}
