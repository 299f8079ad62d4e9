import type { Change } from "@/lib/metrics/changes";

/** One release that comes to five features, one after the other, is one line: the first time, and all features. */
export function mergeChanges(changes: readonly Change[]): Change[] {
  const merged = new Map<string, Change>();
  for (const change of changes.toSorted((a, b) => a.at.localeCompare(b.at))) {
    const key = JSON.stringify([change.kind, change.label]);
    const known = merged.get(key);
    if (known) known.features = [...new Set([...known.features, ...change.features])];
    else merged.set(key, { ...change });
  }
  return [...merged.values()];
}
