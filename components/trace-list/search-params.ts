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
import { FAILURES } from "@/lib/model/failure";
import { SPAN_KINDS } from "@/lib/model/kind";
import { TOOL_MODES } from "@/lib/model/tool-mode";

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

const milliseconds = amount(/^\d{1,12}(\.\d+)?$/);
const usd = amount(/^\d{1,9}(\.\d{1,9})?$/);

const MAX_TEXT = 200;

/** The filter in the words of the API: a query of GET /api/v1/traces can be pasted behind the page's address, and back. */
export const filterParams = {
  q: createParser({ parse: (text) => text.slice(0, MAX_TEXT) || null, serialize: String }),
  status: parseAsStringLiteral(["ok", "error"] as const),
  feature: anyOf,
  model: anyOf,
  provider: anyOf,
  user: anyOf,
  session: anyOf,
  tool: anyOf,
  prompt_version: anyOf,
  release: anyOf,
  tag: anyOf,
  error_type: anyOf,
  kind: parseAsNativeArrayOf(parseAsStringLiteral(SPAN_KINDS)),
  complete: yesNo,
  simulated: yesNo,
  streamed: yesNo,
  answer_model: anyOf,
  answer_provider: anyOf,
  answer_prompt_version: anyOf,
  min_duration_ms: milliseconds,
  max_duration_ms: milliseconds,
  min_ttft_ms: milliseconds,
  max_ttft_ms: milliseconds,
  min_call_ms: milliseconds,
  max_call_ms: milliseconds,
  min_call_ttft_ms: milliseconds,
  max_call_ttft_ms: milliseconds,
  min_cost_usd: usd,
  max_cost_usd: usd,
  cost_known: yesNo,
  cost_contradicted: yesNo,
  step: anyOf,
  failure: parseAsNativeArrayOf(parseAsStringLiteral(FAILURES)),
  step_failure: parseAsNativeArrayOf(parseAsStringLiteral(FAILURES)),
  retried: yesNo,
  tool_mode: parseAsNativeArrayOf(parseAsStringLiteral(TOOL_MODES)),
  savable: yesNo,
};

export type ListFilter = inferParserType<typeof filterParams>;
export type FilterWord = keyof ListFilter;

/** Columns of this link; absent: the viewer's own. */
export const columnParams = { cols: parseAsArrayOf(parseAsString) };

const { live: _, tz: __, ...rangeParams } = shellParams;

/** Everything that decides which traces are listed; `live` only decides how often. */
export const listParams = { ...rangeParams, ...filterParams };
export type ListView = inferParserType<typeof listParams>;

/** "?range=7d&status=error": the same text for the same list, so it serves as the key of what was fetched. */
export const listSearch = (view: ListView): string => createSerializer(listParams)("", view);

/** A filter with no word set. */
export const NO_FILTER: { [word in FilterWord]: null } = {
  q: null,
  status: null,
  feature: null,
  model: null,
  provider: null,
  user: null,
  session: null,
  tool: null,
  prompt_version: null,
  release: null,
  tag: null,
  error_type: null,
  kind: null,
  complete: null,
  simulated: null,
  streamed: null,
  answer_model: null,
  answer_provider: null,
  answer_prompt_version: null,
  min_duration_ms: null,
  max_duration_ms: null,
  min_ttft_ms: null,
  max_ttft_ms: null,
  min_call_ms: null,
  max_call_ms: null,
  min_call_ttft_ms: null,
  max_call_ttft_ms: null,
  min_cost_usd: null,
  max_cost_usd: null,
  cost_known: null,
  cost_contradicted: null,
  step: null,
  failure: null,
  step_failure: null,
  retried: null,
  tool_mode: null,
  savable: null,
};

/** Whether any word narrows the list. */
export const isNarrowed = (filter: ListFilter): boolean =>
  (Object.keys(NO_FILTER) as FilterWord[]).some((word) => {
    const value = filter[word];
    return Array.isArray(value) ? value.length > 0 : value !== null;
  });
