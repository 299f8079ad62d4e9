import { exactDuration } from "@/lib/format/duration";
import { exactUsd } from "@/lib/format/money";

import { filterParam } from "@/lib/model/filter-params";

import { wordLabel } from "./facets";
import { filterParams, type FilterName, type ListFilter } from "./search-params";

/** One thing that narrows the list, in words, and the filter without it. */
export interface Chip {
  key: string;
  name: string;
  value: string;
  without: Change;
  /** The filter with the opposite of it: of values, what is and what is not. Null: it has none. */
  flipped: Change | null;
}

type Change = Partial<{ [word in FilterName]: ListFilter[word] | null }>;

/** What is set, in the order of the filter bar; the search text has its own box. */
export function chipsOf(
  filter: ListFilter,
  labelOf: (word: FilterName, value: string) => string = (_, value) => value,
): Chip[] {
  return (Object.keys(filterParams) as FilterName[]).flatMap((word): Chip[] => {
    if (word === "q") return [];
    const value = filter[word];
    if (value === null) return [];
    const name = wordLabel(word);
    if (word === "bookmarked")
      return [{ key: word, name, value: "by you", without: { bookmarked: null }, flipped: null }];
    if (Array.isArray(value)) {
      return value.map((one) => {
        const without = { [word]: value.filter((other) => other !== one) };
        const opposite = oppositeOf(word);
        const others = opposite === null ? null : filter[opposite];
        return {
          key: `${word}:${one}`,
          name,
          value: labelOf(word, one),
          without,
          flipped:
            opposite === null || !Array.isArray(others)
              ? null
              : { ...without, [opposite]: [...new Set<string>([...others, one])] },
        };
      });
    }
    const { takes } = filterParam(word).filter;
    const text =
      takes === "milliseconds"
        ? exactDuration(Number(value))
        : takes === "usd"
          ? exactUsd(String(value))
          : labelOf(word, String(value));
    return [{ key: word, name, value: text, without: { [word]: null }, flipped: null }];
  });
}

/** The word that means what this one does not, where there is one. */
function oppositeOf(word: FilterName): FilterName | null {
  const other = word.startsWith("not_") ? word.slice("not_".length) : `not_${word}`;
  return other in filterParams ? (other as FilterName) : null;
}
