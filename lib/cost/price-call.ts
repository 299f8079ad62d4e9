import { type TokenBuckets, UNKNOWN_TOKENS } from "@/lib/model/tokens";

import { REQUEST_UNIT, SEARCH_UNIT, type Quantities } from "./bucket-units";
import { costOf } from "./cost-of";
import type { Price, PriceQuestion } from "./price";
import { PriceBook } from "./price-book";
import { isSplitUnsaid, type Media } from "./unsaid-split";

/** One model call, as far as its price depends on it. */
export interface BillableCall extends Omit<PriceQuestion, "inputTokens"> {
  /** An embedding or a ranking has no output to be priced; a chat whose output is unknown has no known cost. */
  kind: "llm" | "embedding" | "rerank";
  tokens: TokenBuckets | null;
  /** What it is billed by besides tokens, where that is said. */
  quantities?: Quantities;
  media?: Media;
}

/** Why a call has no known cost, in the order in which it is found out. */
export type UnknownCost =
  | "no_usage"
  | "no_output"
  | "no_model"
  | "no_price"
  | "no_tier_price"
  | "no_unit_price"
  | "no_split"
  | "no_search_price";

/** What a call costs and the price that says so; or why nobody can know. */
export type AssessedCost = { costNanoUsd: bigint; price: Price } | { unknown: UnknownCost };

/** Prices one call as of its own date. Unknown is never 0. */
export function assessCost(call: BillableCall, book: PriceBook): AssessedCost {
  const lack = lackOfUsage(call);
  if (call.responseModel === null && call.requestModel === null) return { unknown: lack ?? "no_model" };
  const tokens = call.tokens ?? UNKNOWN_TOKENS;
  const question: PriceQuestion = {
    provider: call.provider,
    requestModel: call.requestModel,
    responseModel: call.responseModel,
    serviceTier: call.serviceTier,
    region: call.region ?? null,
    startedAt: call.startedAt,
    inputTokens:
      (tokens.inputUncached ?? 0) +
      (tokens.cacheRead ?? 0) +
      (tokens.cacheWrite ?? 0) +
      (tokens.inputAudio ?? 0),
  };
  const prices = book.candidates(question);
  let unsaid: UnknownCost | null = null;
  for (const price of prices) {
    // What its owner calls free is free however much of it there was.
    if (price.source === "own" && isFree(price)) return { costNanoUsd: 0n, price };
    if (lack !== null) continue;
    if (price.source !== "own" && isSplitUnsaid(price, tokens, call.media)) {
      unsaid ??= "no_split";
      continue;
    }
    if ((call.quantities?.webSearches ?? 0) > 0 && !paysSearches(price)) {
      unsaid ??= "no_search_price";
      continue;
    }
    const costNanoUsd = costOf(price.units, tokens, call.quantities);
    if (costNanoUsd !== null) return { costNanoUsd, price };
  }
  if (lack !== null) return { unknown: lack };
  if (prices.length > 0) return { unknown: unsaid ?? "no_unit_price" };
  const standard =
    call.serviceTier !== null && book.candidates({ ...question, serviceTier: null }).length > 0;
  return { unknown: standard ? "no_tier_price" : "no_price" };
}

/** Whether a price says what searches within a call cost: a fee for each call pays them, too. */
const paysSearches = ({ units }: Price): boolean =>
  units[SEARCH_UNIT] !== undefined || units[REQUEST_UNIT] !== undefined;

/** What of its usage is missing, so that nothing but a gift can be priced; null: enough is said. */
function lackOfUsage({ kind, tokens, quantities }: BillableCall): "no_usage" | "no_output" | null {
  const { webSearches: _beside, ...instead } = quantities ?? {};
  const isCounted = Object.values(instead).some((count) => count !== null);
  if (isCounted) return null;
  if (tokens === null || tokens.inputUncached === null) return "no_usage";
  const outputKnown = tokens.outputText !== null || tokens.reasoning !== null || tokens.outputAudio !== null;
  return kind === "llm" && !outputKnown ? "no_output" : null;
}

const isFree = ({ units }: Price): boolean => Object.values(units).every((amount) => Number(amount) === 0);

/** The cost and its price; null when unknown. */
export function priceCall(call: BillableCall, book: PriceBook): { costNanoUsd: bigint; price: Price } | null {
  const assessed = assessCost(call, book);
  return "price" in assessed ? assessed : null;
}
