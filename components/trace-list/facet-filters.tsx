"use client";

import { FilterPopover } from "@/components/ui/filter-popover";
import type { FacetCounts } from "@/lib/traces/facet-counts";

import { chosenOf, facetOptions, type FacetName, isOpenEnded, withChosen, wordLabel } from "./facets";
import type { ListFilter } from "./search-params";
import type { FilterChange } from "./use-list-params";

interface FacetFiltersProps {
  words: readonly FacetName[];
  facets: FacetCounts | undefined;
  filter: ListFilter;
  onChange: (change: FilterChange) => void;
}

/** A button for each facet that opens its values with their counts. */
export const FacetFilters = ({ words, facets, filter, onChange }: FacetFiltersProps) =>
  words.map((word) => {
    const chosen = chosenOf(filter, word);
    return (
      <FilterPopover
        key={word}
        name={wordLabel(word)}
        options={facetOptions(facets?.facets, word, chosen)}
        chosen={chosen}
        allowOther={isOpenEnded(word)}
        note={
          facets?.exact === false
            ? "Counts are of the newest traces, 5,000 at most, and do not look for a text that much may carry."
            : undefined
        }
        onChange={(next) => onChange(withChosen(word, next))}
      />
    );
  });
