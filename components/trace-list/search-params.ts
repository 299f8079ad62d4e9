import {
  createParser,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

import { shellParams } from "@/components/shell/search-params";
import type { Filter } from "@/lib/model/dimension";
import { SORT_WORDS } from "@/lib/traces/sort";
import { FILTER_PARAMS, isSaid, type Params } from "@/lib/model/filter-params";

/** Repeated for any of several; an empty value is none. */
export const anyOf = parseAsNativeArrayOf(createParser({ parse: (text) => text || null, serialize: String }));

/** nuqs' own takes every other word for "no". */
const yesNo = createParser({
  parse: (text) => (text === "true" ? true : text === "false" ? false : null),
  serialize: String,
});

/** A number as it was typed: rewriting "0.050" while somebody types would move the caret. Anything else counts as absent. */
const amount = (pattern: RegExp) =>
  createParser({ parse: (text) => (pattern.test(text) ? text : null), serialize: String });

const MAX_TEXT = 200;
const search = createParser({ parse: (text) => text.slice(0, MAX_TEXT) || null, serialize: String });

const PARSERS: Record<Filter["takes"], (values: readonly string[]) => unknown> = {
  text: () => anyOf,
  choice: (values) => parseAsNativeArrayOf(parseAsStringLiteral(values)),
  either: (values) => parseAsStringLiteral(values),
  yesNo: () => yesNo,
  milliseconds: () => amount(/^\d{1,12}(\.\d+)?$/),
  usd: () => amount(/^\d{1,9}(\.\d{1,9})?$/),
};

type Literal<Value extends string> = ReturnType<typeof parseAsStringLiteral<Value>>;
type FilterParsers = { q: typeof search } & Record<keyof Params<"text">, typeof anyOf> & {
    [P in keyof Params<"choice">]: ReturnType<typeof parseAsNativeArrayOf<Params<"choice">[P]>>;
  } & { [P in keyof Params<"either">]: Literal<Params<"either">[P]> } & Record<
    keyof Params<"yesNo">,
    typeof yesNo
  > &
  Record<keyof Params<"milliseconds" | "usd">, ReturnType<typeof amount>>;

/** Traces that the viewer keeps at hand; no word of the API, which knows no person. */
const bookmarked = createParser({ parse: (text) => (text === "true" ? true : null), serialize: String });

/** The environment is chosen for every page, in the header. */
const HERE = FILTER_PARAMS.filter(({ name }) => name !== "environment");
type Here<T> = Omit<T, "environment">;

/** The filter in the words of the API: a query of GET /api/v1/traces can be pasted behind the page's address, and back. */
export const filterParams = {
  q: search,
  bookmarked,
  ...Object.fromEntries(
    HERE.map(({ name, filter, values = {} }) => [name, PARSERS[filter.takes](Object.keys(values))]),
  ),
} as Here<FilterParsers> & { bookmarked: typeof bookmarked };

export type ListFilter = inferParserType<typeof filterParams>;
export type FilterName = keyof ListFilter;

/** Columns of this link; absent: the viewer's own. */
export const columnParams = { cols: parseAsArrayOf(parseAsString) };

const { live: _, ...rangeParams } = shellParams;

/** By which number the list stands; absent: newest first. */
export const sortParam = parseAsStringLiteral(SORT_WORDS);

/** Everything that decides which traces are listed, and in which order; `live` only decides how often. */
export const listParams = { ...rangeParams, ...filterParams, sort: sortParam };
export type ListView = inferParserType<typeof listParams>;

/** "?range=7d&status=error": the same text for the same list, so it serves as the key of what was fetched. */
export const listSearch = (view: ListView): string => createSerializer(listParams)("", view);

const serializeView = createSerializer({ ...listParams, ...columnParams });

/** What a saved view keeps: the list and the columns of this link. @param cols null: the viewer's own */
export const viewQuery = (view: ListView, cols: readonly string[] | null): string =>
  serializeView("", { ...view, tz: null, cols: cols === null ? null : [...cols] }).slice(1);

/** A filter with no word set. */
export const NO_FILTER = Object.fromEntries(Object.keys(filterParams).map((word) => [word, null])) as {
  [word in FilterName]: null;
};

/** Whether any word narrows the list. */
export const isNarrowed = (filter: ListFilter): boolean =>
  (Object.keys(filterParams) as FilterName[]).some((word) => isSaid(filter[word]));
