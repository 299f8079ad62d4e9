/** Any of its values: what several features share can be asked for. */
const FEATURE = "feature";

/**
 * Query of the list of traces that holds what several findings are about: the parameters that all of them have with the same values,
 * and the features of all. Two findings of a feature, one of its failures and one of its slow interactions, are about the feature.
 * @param queries null: that finding does not know; it decides nothing
 * @returns null: none knows
 */
export function sharedQuery(queries: readonly (string | null)[]): string | null {
  const [first, ...others] = queries
    .filter((query) => query !== null)
    .map((query) => new URLSearchParams(query));
  if (!first) return null;
  const valuesOf = (query: URLSearchParams, name: string): string =>
    JSON.stringify(query.getAll(name).toSorted());
  const features = others.every((other) => other.has(FEATURE))
    ? new Set([first, ...others].flatMap((query) => query.getAll(FEATURE)))
    : new Set<string>();
  const shared = [...first].filter(
    ([name]) => name !== FEATURE && others.every((other) => valuesOf(other, name) === valuesOf(first, name)),
  );
  return new URLSearchParams([
    ...[...features].filter(() => first.has(FEATURE)).map((feature) => [FEATURE, feature]),
    ...shared,
  ]).toString();
}
