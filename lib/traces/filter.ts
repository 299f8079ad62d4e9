import { z } from "zod";

import { Failure } from "@/lib/errors";
import { parseQuery } from "@/lib/http/query";
import { FAILURES } from "@/lib/model/failure";
import { SPAN_KINDS } from "@/lib/model/kind";
import { TOOL_MODES } from "@/lib/model/tool-mode";
import { nanoOfUsd } from "@/lib/money/nano-usd";

const anyOf = (description: string) => z.array(z.string().max(1024)).default([]).meta({ description });

/** A moment: ISO-8601 with date and time and an offset or Z; a date alone is its first moment in UTC. */
export const instant = z
  .string()
  .refine(
    (text) =>
      /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i.test(text) &&
      !Number.isNaN(Date.parse(text)),
    {
      error: "must be an ISO-8601 time such as 2026-01-31T08:00:00Z",
    },
  )
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

const yesNo = z
  .enum(["true", "false"], { error: "must be true or false" })
  .transform((text) => text === "true");

const milliseconds = (description: string) =>
  z
    .string()
    .refine((text) => /^\d{1,12}(\.\d+)?$/.test(text), { error: "must be a number of milliseconds" })
    .transform(Number)
    .optional()
    .meta({ description });

const usd = (description: string) =>
  z
    .string()
    .refine((text) => (nanoOfUsd(text) ?? -1n) >= 0n, {
      error: "must be an amount in US dollars such as 0.05",
    })
    .optional()
    .meta({ description });

/** Words that bound a time, in milliseconds. */
export const DURATION_WORDS = [
  "min_duration_ms",
  "max_duration_ms",
  "min_ttft_ms",
  "max_ttft_ms",
  "min_call_ms",
  "max_call_ms",
  "min_call_ttft_ms",
  "max_call_ttft_ms",
] as const;

/** Which traces: the same words in the API's query, in the console's URL and in every question about traces. */
export const traceFilterSchema = z.object({
  from: instant
    .optional()
    .meta({ description: "Traces that started at or after this time. Default: 30 days before `to`." }),
  to: instant.optional().meta({ description: "Traces that started before this time. Default: now." }),
  environment: anyOf("Deployment environment; repeat for any of several."),
  feature: anyOf("Product feature."),
  user: anyOf("User id."),
  session: anyOf("Session id."),
  model: anyOf("Model of any call in the trace."),
  provider: anyOf("Provider of any call in the trace."),
  prompt_version: anyOf("Fingerprint (16 hex digits), `name@version`, or a version alone (label or number)."),
  release: anyOf("Release of the application."),
  status: z
    .enum(["ok", "error"], { error: "must be ok or error" })
    .optional()
    .meta({ description: "Outcome of the trace." }),
  kind: z
    .array(z.enum(SPAN_KINDS, { error: `must be one of ${SPAN_KINDS.join(", ")}` }))
    .default([])
    .meta({ description: "Traces that hold a span of this kind." }),
  tool: anyOf("Traces that ran this tool."),
  tag: anyOf("Traces with this tag."),
  error_type: anyOf("Error type of the trace."),
  streamed: yesNo.optional().meta({ description: "Traces whose answer streamed (true) or did not (false)." }),
  answer_model: anyOf("Model of the call that wrote the trace's answer."),
  answer_provider: anyOf("Provider of the call that wrote the trace's answer."),
  answer_prompt_version: anyOf("Fingerprint of the prompt of the call that wrote the trace's answer."),
  min_duration_ms: milliseconds("Traces that took at least this long."),
  max_duration_ms: milliseconds("Traces that took at most this long."),
  min_ttft_ms: milliseconds("Traces whose user waited at least this long for the first token."),
  max_ttft_ms: milliseconds("Traces whose user waited at most this long for the first token."),
  min_call_ms: milliseconds("Traces with a model call that took at least this long."),
  max_call_ms: milliseconds(
    "Traces with a model call that took at most this long (and min_call_ms, when given).",
  ),
  min_call_ttft_ms: milliseconds("Traces with a model call whose first token took at least this long."),
  max_call_ttft_ms: milliseconds("Traces with a model call whose first token took at most this long."),
  min_cost_usd: usd("Traces whose known cost is at least this."),
  max_cost_usd: usd("Traces whose known cost is at most this."),
  cost_known: yesNo
    .optional()
    .meta({ description: "Traces with a call whose cost nobody knows (false), or with none such (true)." }),
  cost_contradicted: yesNo.optional().meta({
    description:
      "Traces with a call of which the client reports another cost than ours by more than rounding (true), or with none such (false).",
  }),
  step: anyOf("Step of the workflow that made a model call of the trace."),
  failure: z
    .array(z.enum(FAILURES, { error: `must be one of ${FAILURES.join(", ")}` }))
    .default([])
    .meta({ description: "Why the trace failed, or its answer was kept back." }),
  step_failure: z
    .array(z.enum(FAILURES, { error: `must be one of ${FAILURES.join(", ")}` }))
    .default([])
    .meta({ description: "Traces with a step that failed so, whether or not the trace went on." }),
  retried: yesNo.optional().meta({
    description: "Traces in which a call or a tool was tried more than once (true), or none was (false).",
  }),
  tool_mode: z
    .array(z.enum(TOOL_MODES, { error: `must be one of ${TOOL_MODES.join(", ")}` }))
    .default([])
    .meta({ description: "How the trace's tools ran." }),
  savable: yesNo.optional().meta({
    description:
      "Traces that would have been faster (true) had independent tools run at once, or not (false).",
  }),
  complete: yesNo
    .optional()
    .meta({ description: "Traces with no part missing (true) or at least one (false)." }),
  simulated: yesNo
    .optional()
    .meta({ description: "Only what the demo made (true) or nothing of it (false)." }),
  q: z.string().max(200, { error: "must have at most 200 characters" }).optional().meta({
    description: "The beginning of a trace id, a whole user or session id, or text in any content.",
  }),
});

export type TraceFilter = z.output<typeof traceFilterSchema>;

/** The filter of a page of traces: the filter, where the page before ended and how many. */
export const traceListQuerySchema = traceFilterSchema.extend({
  cursor: z.string().max(500).optional().meta({ description: "`next_cursor` of the page before." }),
  limit: count(200).optional().meta({ description: "Traces a page: 1 to 200, 50 unless told." }),
  format: z
    .enum(["json", "csv"], { error: "must be json or csv" })
    .optional()
    .meta({ description: "csv streams up to 100,000 traces, without pages." }),
});

export type TraceListQuery = z.output<typeof traceListQuerySchema>;

/** Parses query parameters. @throws Failure bad_request that names each wrong parameter. */
export const parseTraceFilter = (params: URLSearchParams): TraceFilter =>
  checkedRange(parseQuery(traceFilterSchema, params));

/** The same with cursor and limit. */
export const parseTraceListQuery = (params: URLSearchParams): TraceListQuery =>
  checkedRange(parseQuery(traceListQuerySchema, params));

/** A filter that lets every trace of the default range through, with the given words set. */
export const traceFilter = (words: Partial<TraceFilter> = {}): TraceFilter => ({
  ...traceFilterSchema.parse({}),
  ...words,
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
