import { exactDuration } from "@/lib/format/duration";
import { exactUsd } from "@/lib/format/money";

import { FACET_LABEL } from "./facets";
import { type FilterWord, type ListFilter, NO_FILTER } from "./search-params";

/** One thing that narrows the list, in words, and the filter without it. */
export interface Chip {
  key: string;
  name: string;
  value: string;
  without: Partial<{ [word in FilterWord]: ListFilter[word] | null }>;
}

/** What is set, in the order of the filter bar; the search text has its own box. */
export function chipsOf(
  filter: ListFilter,
  labelOf: (word: FilterWord, value: string) => string = (_, value) => value,
): Chip[] {
  return (Object.keys(NO_FILTER) as FilterWord[]).flatMap((word): Chip[] => {
    if (word === "q") return [];
    const value = filter[word];
    if (value === null) return [];
    const name = FACET_LABEL[word];
    if (Array.isArray(value)) {
      return value.map((one) => ({
        key: `${word}:${one}`,
        name,
        value: labelOf(word, one),
        without: { [word]: value.filter((other) => other !== one) },
      }));
    }
    const text = word.endsWith("_ms")
      ? exactDuration(Number(value))
      : word.endsWith("_cost_usd")
        ? exactUsd(String(value))
        : labelOf(word, String(value));
    return [{ key: word, name, value: text, without: { [word]: null } }];
  });
}
