import { sureDifference } from "@/lib/stats/compare-shares";

/** How often an attribute has a value inside a box and outside of it. */
export interface ValueCount {
  attribute: string;
  /** null: the attribute is not set. */
  value: string | null;
  inside: number;
  outside: number;
}

/** A value that is more (or less) frequent inside than outside, beyond chance. */
export interface Difference extends ValueCount {
  insideShare: number;
  outsideShare: number;
  /** insideShare / outsideShare; null: never outside. */
  ratio: number | null;
  /** By how much the shares differ at least; its sign is the difference's. */
  sure: number;
}

/**
 * Standard deviations that a difference must be beyond chance: about one in ten thousand. A box compares up to some five
 * hundred values, so that of twenty boxes without any difference at most about one shows one.
 */
const Z = 3.9;
/** Below this a difference is real and yet explains nothing. */
const LEAST = 0.01;
/** Cochran's rule: the normal approximation behind the interval wants so many cases, or so many expected ones. */
const FEW = 5;

/**
 * What is special about a box: values whose share inside differs from outside beyond chance, the surest difference first.
 * Ranked by the least difference that the samples allow (lib/stats/compare-shares.ts), not by the ratio: 1 of 5 against
 * 1 of 1,000 is a coincidence, and 100 % against 99 % no explanation.
 *
 * Where a value is more frequent, others of its attribute are less so by arithmetic: rarer values are listed only for
 * attributes of which no value is more frequent.
 */
export function rankDifferences(
  counts: readonly ValueCount[],
  of: { inside: number; outside: number },
  most = 20,
): Difference[] {
  const differing = counts
    .map((one): Difference => {
      const insideShare = of.inside === 0 ? 0 : one.inside / of.inside;
      const outsideShare = of.outside === 0 ? 0 : one.outside / of.outside;
      return {
        ...one,
        insideShare,
        outsideShare,
        ratio: one.outside === 0 ? null : insideShare / outsideShare,
        sure: sureDifference(
          { part: one.inside, whole: of.inside },
          { part: one.outside, whole: of.outside },
          Z,
        ),
      };
    })
    .filter(
      ({ sure, inside, outsideShare }) =>
        Math.abs(sure) >= LEAST && Math.max(inside, outsideShare * of.inside) >= FEW,
    );
  const explained = new Set(differing.filter(({ sure }) => sure > 0).map(({ attribute }) => attribute));
  return differing
    .filter(({ sure, attribute }) => sure > 0 || !explained.has(attribute))
    .sort(
      (a, b) =>
        Math.abs(b.sure) - Math.abs(a.sure) ||
        a.attribute.localeCompare(b.attribute) ||
        String(a.value).localeCompare(String(b.value)),
    )
    .slice(0, most);
}
