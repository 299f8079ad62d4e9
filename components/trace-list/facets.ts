import type { Option } from "@/components/ui/option-list";
import { dimensionOf, FACETS, filterParam, type FacetName as AnyFacet } from "@/lib/model/filter-params";
import type { FacetCounts } from "@/lib/traces/facet-counts";

import type { FilterName, ListFilter } from "./search-params";

/** What a word of the filter is called beside its value. */
export const wordLabel = (word: FilterName): string =>
  word === "q" ? "Search" : word === "bookmarked" ? "Bookmarked" : filterParam(word).label;

/** Words with a popover of values; the others come from fields, and from links of figures. */
export type FacetName = Exclude<AnyFacet, "environment">;

const HERE = FACETS.filter((facet) => facet !== "environment");
const isInBar = (facet: FacetName): boolean => dimensionOf(facet).facet?.bar === true;

/** Always in the bar where there is room; the others wait behind "More". */
export const MAIN_FACETS: readonly FacetName[] = HERE.filter(isInBar);
export const MORE_FACETS: readonly FacetName[] = HERE.filter((facet) => !isInBar(facet));

/** Ids and names beyond the twenty most frequent can be typed. */
export const isOpenEnded = (facet: FacetName): boolean => dimensionOf(facet).filter?.takes === "text";

const valuesOf = (word: FilterName): Readonly<Record<string, string>> =>
  word === "q" || word === "bookmarked" ? {} : (filterParam(word).values ?? {});

/** A value as people read it: "Failed" for `error`, `name@version` for a fingerprint. */
export function facetValueLabel(
  facets: FacetCounts["facets"] | undefined,
  word: FilterName,
  value: string,
): string {
  const counted = facets && word in facets ? facets[word as keyof typeof facets] : undefined;
  return valuesOf(word)[value] ?? counted?.find((one) => one.value === value)?.label ?? value;
}

/** What can be chosen: values with counts; what is chosen stays in the list when no trace has it. */
export function facetOptions(
  facets: FacetCounts["facets"] | undefined,
  word: FacetName,
  chosen: readonly string[],
): Option[] {
  const counted = facets && word in facets ? facets[word as keyof typeof facets] : [];
  const fixed = Object.keys(valuesOf(word));
  const known = new Set([...counted.map(({ value }) => value)]);
  return [
    ...counted.map(({ value, count }) => ({ value, label: facetValueLabel(facets, word, value), count })),
    ...[...new Set([...chosen, ...fixed])]
      .filter((value) => !known.has(value))
      .map((value) => ({
        value,
        label: facetValueLabel(facets, word, value),
        ...(facets ? { count: 0 } : {}),
      })),
  ];
}

/** The chosen values of a facet as texts. */
export function chosenOf(filter: ListFilter, word: FacetName): string[] {
  const value = filter[word];
  if (value === null) return [];
  return Array.isArray(value) ? value : [String(value)];
}

/** The filter's change when a facet's values are chosen; of two-valued facets the last tick counts, both mean none. */
export function withChosen(
  word: FacetName,
  chosen: readonly string[],
): Partial<{ [w in FilterName]: ListFilter[w] | null }> {
  const last = chosen.at(-1);
  const takes = dimensionOf(word).filter?.takes;
  if (takes === "either") return { [word]: last ?? null };
  if (takes === "yesNo") return { [word]: last === undefined ? null : last === "true" };
  return { [word]: chosen.length === 0 ? null : [...chosen] };
}
