/**
 * How much a call's cost can be believed. `contradicted`: computed from tokens and prices, and the client reports another
 * amount; one of the two is wrong.
 */
export type CallCostStatus = "known" | "contradicted" | "unknown";

/** What the rounding of clients that write six decimals makes of an amount, in nano-dollars. */
const ROUNDING_NANO_USD = 1_000;
const TOLERANCE = 0.01;

/**
 * Whether what a client says a call cost differs from what we compute by more than rounding: more than a hundredth, and more
 * than $0.000001. A reported 0 is no word about the cost: clients write it where they know no price. A free call that a client
 * charges for is contradicted.
 * @param oursNanoUsd in nano-dollars, also as decimal digits; null: unknown
 * @param reportedNanoUsd as the client says; null: it does not
 */
export function isContradicted(
  oursNanoUsd: number | string | null,
  reportedNanoUsd: number | string | null,
): boolean {
  if (oursNanoUsd === null || reportedNanoUsd === null) return false;
  const [ours, reported] = [Number(oursNanoUsd), Number(reportedNanoUsd)];
  if (reported === 0) return false;
  return Math.abs(ours - reported) > Math.max(ROUNDING_NANO_USD, TOLERANCE * Math.max(ours, reported));
}

/** The word for a model call, from its costs in nano-dollars. */
export const callCostStatus = (
  oursNanoUsd: number | string | null,
  reportedNanoUsd: number | string | null,
): CallCostStatus =>
  oursNanoUsd === null ? "unknown" : isContradicted(oursNanoUsd, reportedNanoUsd) ? "contradicted" : "known";
