import { z } from "zod";

import { Failure } from "@/lib/errors";
import { parseQuery } from "@/lib/http/query";
import { FILTER_PARAMS, type FilterParam, type Params } from "@/lib/model/filter-params";
import { nanoOfUsd } from "@/lib/money/nano-usd";

/** A moment: ISO-8601 with date and time and an offset or Z; a date alone is its first moment in UTC. */
export const instant = z
  .string()
  .refine(
    (text) =>
      /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i.test(text) &&
      !Number.isNaN(Date.parse(text)),
    {
      error: "must be an ISO-8601 time such as 2026-01-31T08:00:00Z",
      abort: true,
    },
  )
  // What is asked for may begin long before; the store's calendar begins with year 1.
  .refine((text) => Number(text.slice(0, 4)) >= 1000, { error: "must not be before the year 1000" })
  .transform((text) =>
    new Date(/^\d{4}-\d\d-\d\d$|(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`).toISOString(),
  );

const count = (max: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= max, {
      error: `must be a whole number from 1 to ${max}`,
    })
    .transform(Number);

const SCHEMAS: Record<FilterParam["filter"]["takes"], (values: readonly string[]) => z.ZodType> = {
  text: () => z.array(z.string().max(1024)).default([]),
  choice: (values) => z.array(oneOf(values, "must be one of ")).default([]),
  either: (values) => oneOf(values, "must be ").optional(),
  yesNo: () =>
    z
      .enum(["true", "false"], { error: "must be true or false" })
      .transform((text) => text === "true")
      .optional(),
  milliseconds: () =>
    z
      .string()
      .refine((text) => /^\d{1,12}(\.\d+)?$/.test(text), { error: "must be a number of milliseconds" })
      .transform(Number)
      .optional(),
  usd: () =>
    z
      .string()
      .refine((text) => (nanoOfUsd(text) ?? -1n) >= 0n, {
        error: "must be an amount in US dollars such as 0.05",
      })
      .optional(),
};

const oneOf = (values: readonly string[], must: string) =>
  z.enum(values as [string, ...string[]], {
    error: `${must}${values.join(must === "must be " ? " or " : ", ")}`,
  });

/** The words of a query and their values: `Params` of lib/model/filter-params.ts as they are once parsed. */
export type TraceFilter = {
  from?: string;
  to?: string;
  q?: string;
  /** Only these traces, 32 hex digits each. No word of a query: the console knows whose bookmarks they are. */
  among?: readonly string[];
} & Record<keyof Params<"text">, string[]> & {
    [P in keyof Params<"choice">]: Params<"choice">[P][];
  } & Partial<
    Params<"either"> &
      Record<keyof Params<"yesNo">, boolean> &
      Record<keyof Params<"milliseconds">, number> &
      Record<keyof Params<"usd">, string>
  >;

const words = Object.fromEntries(
  FILTER_PARAMS.map(({ name, filter, description, values = {} }) => [
    name,
    SCHEMAS[filter.takes](Object.keys(values)).meta({ description }),
  ]),
) as Record<FilterParam["name"], z.ZodType>;

/** Which traces: the same words in the API's query, in the console's URL and in every question about traces. */
export const traceFilterSchema = z.object({
  from: instant
    .optional()
    .meta({ description: "Traces that started at or after this time. Default: 30 days before `to`." }),
  to: instant.optional().meta({ description: "Traces that started before this time. Default: now." }),
  ...words,
  q: z.string().max(200, { error: "must have at most 200 characters" }).optional().meta({
    description: "The beginning of a trace id, a whole user or session id, or text in any content.",
  }),
});

/** The filter of a page of traces: the filter, where the page before ended and how many. */
export const traceListQuerySchema = traceFilterSchema.extend({
  cursor: z.string().max(500).optional().meta({ description: "`next_cursor` of the page before." }),
  limit: count(200).optional().meta({ description: "Traces a page: 1 to 200, 50 unless told." }),
  format: z
    .enum(["json", "csv"], { error: "must be json or csv" })
    .optional()
    .meta({ description: "csv streams up to 100,000 traces, without pages." }),
});

interface ListPage {
  cursor?: string;
  limit?: number;
  format?: "json" | "csv";
}
export type TraceListQuery = TraceFilter & ListPage;

/** Parses query parameters. @throws Failure bad_request that names each wrong parameter. */
export const parseTraceFilter = (params: URLSearchParams): TraceFilter =>
  checkedRange(parseQuery(traceFilterSchema, params) as TraceFilter);

/** The same with cursor and limit. */
export const parseTraceListQuery = (params: URLSearchParams): TraceListQuery =>
  checkedRange(parseQuery(traceListQuerySchema, params) as TraceListQuery);

/** A filter that lets every trace of the default range through, with the given words set. */
export const traceFilter = (said: Partial<TraceFilter> = {}): TraceFilter => ({
  ...(traceFilterSchema.parse({}) as TraceFilter),
  ...said,
});

function checkedRange<T extends { from?: string; to?: string }>(filter: T): T {
  if (filter.from !== undefined && filter.to !== undefined && filter.from >= filter.to) {
    throw new Failure("bad_request", "The query is wrong: from must be before to.", {
      details: [{ path: "from", message: "must be before to" }],
    });
  }
  return filter;
}

const DEFAULT_RANGE_MS = 30 * 86_400_000;

/** The filter's range as two moments, `from` included and `to` not; missing ends are filled in. */
export function rangeOf(filter: { from?: string; to?: string }, now: Date): { from: string; to: string } {
  // The clock of a client may run a little ahead of ours: "now" reaches five minutes into the future.
  const to = filter.to ?? new Date(now.getTime() + 300_000).toISOString();
  return { from: filter.from ?? new Date(Date.parse(to) - DEFAULT_RANGE_MS).toISOString(), to };
}
