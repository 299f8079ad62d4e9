import type { DataPoint } from "@/lib/metrics/read-data-points";

import type { PromptDocument, PromptVersion } from "./document";

/** What model calls are told apart by, besides the version. */
export const USE_DIMENSIONS = ["feature", "environment", "release", "model"] as const;

type Use = PromptDocument["in_use"][number];

/** More values of one dimension than this nobody reads. */
const MOST_VALUES = 50;

/**
 * Where model calls came from, dimension by dimension, the most first, each with the versions that were used there.
 * @param calls told apart by fingerprint and then by {@link USE_DIMENSIONS}
 */
export function inUse(
  calls: readonly DataPoint[],
  versions: readonly Pick<PromptVersion, "version" | "fingerprint">[],
): Use[] {
  // Of two versions of one fingerprint the newer one names it.
  const names = new Map(versions.toReversed().map(({ fingerprint, version }) => [fingerprint, version]));
  return USE_DIMENSIONS.flatMap((dimension, index) => {
    const byValue = new Map<string | null, Map<string, number>>();
    for (const { groups, sums } of calls) {
      const fingerprint = groups[0] ?? "";
      const value = groups[index + 1] ?? null;
      const own = byValue.get(value) ?? new Map<string, number>();
      own.set(fingerprint, (own.get(fingerprint) ?? 0) + Number(sums["calls"] ?? 0n));
      byValue.set(value, own);
    }
    return [...byValue]
      .map(([value, own]): Use => ({
        dimension,
        value,
        calls: [...own.values()].reduce((sum, n) => sum + n, 0),
        versions: [...own]
          .map(([fingerprint, n]) => ({ version: names.get(fingerprint) ?? "", fingerprint, calls: n }))
          .sort((a, b) => b.calls - a.calls),
      }))
      .sort((a, b) => b.calls - a.calls)
      .slice(0, MOST_VALUES);
  });
}
