/**
 * Query of the list of traces that holds what several findings are about: the parameters that all of them have with the same values.
 * Two findings of a feature, one of its failures and one of its slow interactions, are about the feature.
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
  const shared = [...first].filter(([name]) =>
    others.every((other) => valuesOf(other, name) === valuesOf(first, name)),
  );
  return new URLSearchParams(shared).toString();
}
