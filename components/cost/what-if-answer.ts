import { plural } from "@/lib/format/count";
import { groupBy } from "@/lib/model/group-by";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { ModelSpend, Scenario } from "@/lib/cost/what-if";
import { whatIf } from "@/lib/cost/what-if";
import type { CostSummary } from "@/lib/spend/cost-summary";
import { addSpend } from "@/lib/spend/read-spend";

import type { CostView } from "./search-params";

/** What the address imagines; null: nothing. */
export function scenarioOf({ traffic, swap, swap_to, cached }: CostView): Scenario | null {
  if (traffic === null && cached === null && (swap === null || swap_to === null)) return null;
  return {
    traffic: traffic === null ? 1 : Number(traffic),
    swap: swap === null || swap_to === null ? null : { from: swap, to: swap_to },
    cacheShare: cached === null ? null : Number(cached) / 100,
  };
}

/** Calls of the range by model and provider, the dearest first. */
export function modelsOf({ now }: CostSummary): ModelSpend[] {
  const groups = groupBy(now.spend, ({ model, provider }) => JSON.stringify([model, provider]));
  return [...groups.values()]
    .map((own) => {
      const { calls, unknownCalls, costNano, tokens } = addSpend(own);
      const [{ model, provider } = { model: null, provider: null }] = own;
      return { model, provider, calls: calls - unknownCalls, unknownCalls, costNano, tokens };
    })
    .sort((a, b) => (a.costNano < b.costNano ? 1 : -1));
}

/** Today's figure and the imagined one, with what was assumed. */
export function whatIfAnswer(summary: CostSummary, scenario: Scenario | null, at: Date) {
  if (scenario === null) return null;
  const answer = whatIf(modelsOf(summary), scenario, summary.book, at);
  const notes = [
    "The same calls with the same tokens, at the prices of today.",
    ...(scenario.swap === null ? [] : ["Another model would count its tokens and answer in its own way."]),
    ...(scenario.cacheShare === null ? [] : ["What was really billed changes as the list price would."]),
    ...(answer.tiered
      ? [
          "Some of these prices depend on a call's size, which sums do not tell: that of the mean call was taken.",
        ]
      : []),
    ...answer.unpriced.map((model) => `${model} has no price for these tokens: its calls count as they are.`),
    ...(answer.unknownCalls > 0
      ? [`${plural(answer.unknownCalls, "call")} of unknown cost are in neither figure.`]
      : []),
  ];
  return { today: usdOfNano(answer.todayNano), scenario: usdOfNano(answer.scenarioNano), notes };
}
