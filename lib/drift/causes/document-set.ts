import { formatPercent } from "@/lib/format/percent";

import type { Property, Sample, Sampled } from "./sampled";

/** Fewer documents that were seen before say nothing of which are new. */
const LEAST_KNOWN = 20;

/** Were documents retrieved that were not seen in the week before, or other versions of those that were? */
export function documentSets({ earlier, edge, since }: Sample): Property[] {
  const versions = new Map<string, Set<string>>();
  for (const { documents } of earlier)
    for (const { id, version } of documents ?? [])
      versions.set(id, (versions.get(id) ?? new Set()).add(version));
  if (versions.size < LEAST_KNOWN) return [];
  const isNew = ({ id }: Document): boolean => !versions.has(id);
  const isChanged = ({ id, version }: Document): boolean => versions.get(id)?.has(version) === false;
  const property = (
    dimension: "documents" | "document_versions",
    is: (one: Document) => boolean,
    said: string,
  ): Property => ({
    dimension,
    value: "",
    label: said,
    name: "Documents",
    fact: `${formatPercent(shareOf(since, is))} of the retrieved documents ${said}, ${formatPercent(shareOf(edge, is))} of those of the six hours before`,
    has: ({ documents }) => documents !== null && 2 * documents.filter(is).length > documents.length,
    isKnown: ({ documents }) => documents !== null,
    isAgainstEarlier: true,
  });
  return [
    property("documents", isNew, "were not seen in the week before"),
    property("document_versions", isChanged, "have another version than in the week before"),
  ];
}

type Document = NonNullable<Sampled["documents"]>[number];

function shareOf(some: readonly Sampled[], is: (one: Document) => boolean): number {
  const all = some.flatMap(({ documents }) => documents ?? []);
  return all.length === 0 ? 0 : all.filter(is).length / all.length;
}
