/** Items under their group's name, groups in order of first appearance. */
export function grouped<T extends { group: string }>(items: readonly T[]): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const found = groups.get(item.group);
    if (found) found.push(item);
    else groups.set(item.group, [item]);
  }
  return [...groups];
}
