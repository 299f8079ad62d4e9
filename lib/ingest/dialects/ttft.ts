import type { Facts } from "./facts";
import { isOpenlit } from "./openlit";
import { ttftUnits, UNITS } from "./ttft-names";

/** More than a span may last, in nanoseconds: what no clock measures. */
const MAX_NS = 1e17;

/**
 * How long the first token took, in whatever words and unit it is said: the first unit that the name allows in which it lies
 * within the span; null when there is none.
 * Not of OpenLIT, whose clock starts with the response's headers: 1 ms for a wait of 600 ms. Unknown is better.
 */
export function timeToFirstToken(facts: Facts): bigint | null {
  if (isOpenlit(facts)) return null;
  const { startNs, endNs } = facts.span;
  const durationNs = endNs === 0n ? Infinity : Number(endNs - startNs);
  for (const key of facts.attributes.keys()) {
    const units = ttftUnits(key);
    const value = units === null ? null : facts.number(key);
    if (units === null || value === null || !(value > 0)) continue;
    const found = units.map((unit) => value * UNITS[unit]).find((ns) => ns <= durationNs && ns < MAX_NS);
    if (found !== undefined) return BigInt(Math.round(found));
  }
  return null;
}
