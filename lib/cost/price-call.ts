import type { TokenBuckets } from "@/lib/model/tokens";

import { costOf } from "./cost-of";
import type { Price, PriceQuestion } from "./price";
import { PriceBook } from "./price-book";

/** One model call, as far as its price depends on it. */
export interface BillableCall extends Omit<PriceQuestion, "inputTokens"> {
  /** An embedding has no output to be priced; a chat whose output is unknown has no known cost. */
  kind: "llm" | "embedding";
  tokens: TokenBuckets | null;
}

/** Why a call has no known cost, in the order in which it is found out. */
export type UnknownCost =
  | "no_usage"
  | "no_output"
  | "no_model"
  | "no_price"
  | "no_tier_price"
  | "no_unit_price";

/** What a call costs and the price that says so; or why nobody can know. */
export type Judgement = { costNanoUsd: bigint; price: Price } | { unknown: UnknownCost };

/** Prices one call as of its own date. Unknown is never 0. */
export function judgeCost(call: BillableCall, book: PriceBook): Judgement {
  const { tokens } = call;
  if (tokens === null || tokens.inputUncached === null) return { unknown: "no_usage" };
  const outputKnown = tokens.outputText !== null || tokens.reasoning !== null || tokens.outputAudio !== null;
  if (call.kind === "llm" && !outputKnown) return { unknown: "no_output" };
  if (call.responseModel === null && call.requestModel === null) return { unknown: "no_model" };
  const question: PriceQuestion = {
    provider: call.provider,
    requestModel: call.requestModel,
    responseModel: call.responseModel,
    serviceTier: call.serviceTier,
    startedAt: call.startedAt,
    inputTokens:
      tokens.inputUncached + (tokens.cacheRead ?? 0) + (tokens.cacheWrite ?? 0) + (tokens.inputAudio ?? 0),
  };
  const prices = book.candidates(question);
  for (const price of prices) {
    const costNanoUsd = costOf(price.units, tokens);
    if (costNanoUsd !== null) return { costNanoUsd, price };
  }
  if (prices.length > 0) return { unknown: "no_unit_price" };
  const standard =
    call.serviceTier !== null && book.candidates({ ...question, serviceTier: null }).length > 0;
  return { unknown: standard ? "no_tier_price" : "no_price" };
}

/** The cost and its price; null when unknown. */
export function priceCall(call: BillableCall, book: PriceBook): { costNanoUsd: bigint; price: Price } | null {
  const judged = judgeCost(call, book);
  return "price" in judged ? judged : null;
}
