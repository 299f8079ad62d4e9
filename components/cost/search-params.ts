import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

import { shellParams } from "@/components/shell/search-params";
import { anyOf } from "@/components/trace-list/search-params";
import { SPEND_GROUPS, type SpendFilters, type SpendGroup } from "@/lib/spend/spend-query";

/** A number as it was typed; anything else counts as absent. */
const amount = (pattern: RegExp) =>
  createParser({ parse: (text) => (pattern.test(text) ? text : null), serialize: String });

/** What narrows the page: the words of the list of traces, so that links carry them over. The environment is chosen in the header. */
export type SpendFilterWord = Exclude<SpendGroup, "environment">;
export const SPEND_FILTERS = SPEND_GROUPS.filter((word): word is SpendFilterWord => word !== "environment");

const spendFilterParams = Object.fromEntries(SPEND_FILTERS.map((word) => [word, anyOf])) as Record<
  SpendFilterWord,
  typeof anyOf
>;

/** What is imagined: times the traffic, one model for another, percent of the prompts in a cache. */
export const whatIfParams = {
  traffic: amount(/^\d{1,4}(\.\d{1,3})?$/),
  swap: parseAsString,
  swap_to: parseAsString,
  cached: amount(/^(\d{1,2}(\.\d)?|100)$/),
};

export const costParams = {
  ...shellParams,
  ...spendFilterParams,
  ...whatIfParams,
  by: parseAsStringLiteral(SPEND_GROUPS).withDefault("feature"),
  /** Dollars above the usual from which hours are listed as out of the ordinary. */
  above: amount(/^\d{1,6}(\.\d{1,2})?$/),
};
export type CostView = inferParserType<typeof costParams>;

export const loadCostView = createLoader(costParams);
export const serializeCostView = createSerializer(costParams);

/** The view's words as the questions' filter: those that say something. */
export const filtersOf = (view: CostView): SpendFilters => ({
  ...(view.env === null ? {} : { environment: [view.env] }),
  ...Object.fromEntries(
    SPEND_FILTERS.filter((word) => view[word].length > 0).map((word) => [word, view[word]]),
  ),
});
