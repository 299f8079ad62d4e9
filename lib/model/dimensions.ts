import type { Dimension } from "./dimension";
import { FAILURE_LABELS } from "./failure-labels";
import { FLAG } from "./flags";
import { SPAN_KINDS } from "./kind";
import { IS_COMPLETE, SPAN_SQL } from "./span-sql";
import type { ToolMode } from "./tool-mode";

const CALL_KINDS = ["llm", "embedding"] as const;

const named = <T extends string>(values: readonly T[]) =>
  Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>;

/**
 * Every dimension under its public word. Filters, addresses, facets, SQL conditions, figures, links, columns and the API's
 * description are made of these entries, in this order; all SQL here is ours and constant. A new dimension is a new entry, and a
 * migration where it is stored.
 */
export const DIMENSIONS = {
  environment: {
    label: "Environment",
    filter: {
      description: "Deployment environment; repeat for any of several.",
      takes: "text",
      trace: { column: "environment", index: "words" },
    },
    facet: { values: "few" },
    column: { field: "environment", width: 108 },
    figures: {
      calls: SPAN_SQL.environment,
      interactions: "environment",
      usage: "environment",
      rolledUp: "environment",
      metrics: true,
      compared: "few",
      offered: { spend: 7, latency: 5 },
      into: "feature",
      budgets: true,
    },
  },
  status: {
    label: "Outcome",
    values: { ok: "Completed", error: "Failed" },
    filter: {
      description: "Outcome of the trace.",
      takes: "either",
      trace: { flag: "is_error", index: "words" },
    },
    facet: { values: "few", bar: true },
    figures: {
      calls: "case when is_error then 'error' else 'ok' end",
      interactions: "case when is_error then 'error' else 'ok' end",
      compared: "few",
      foundBy: { calls: null },
    },
  },
  feature: {
    label: "Feature",
    filter: { description: "Product feature.", takes: "text", trace: { column: "feature", index: "words" } },
    facet: { values: "few", bar: true },
    figures: {
      calls: SPAN_SQL.feature,
      interactions: "feature",
      usage: "feature",
      rolledUp: "feature",
      metrics: true,
      compared: "few",
      offered: { spend: 1, latency: 1, failures: 3 },
      into: "model",
      budgets: true,
    },
  },
  release: {
    label: "Release",
    filter: {
      description: "Release of the application.",
      takes: "text",
      trace: { column: "release", index: "words" },
    },
    facet: { values: "few" },
    column: { field: "release", width: 108 },
    figures: {
      calls: SPAN_SQL.release,
      interactions: "release",
      rolledUp: "release",
      metrics: true,
      compared: "few",
      offered: { latency: 6 },
      marked: "release",
    },
  },
  service: {
    label: "Service",
    filter: {
      description: "Service that began the trace: `service.name` of its resource.",
      takes: "text",
      trace: { column: "service" },
    },
    facet: { values: "few" },
    column: { field: "service", width: 108 },
    figures: { calls: "service", interactions: "service", compared: "few" },
  },
  kind: {
    label: "Kind",
    values: named(SPAN_KINDS),
    filter: {
      label: "Step",
      description: "Traces that hold a span of this kind.",
      takes: "choice",
      span: { value: SPAN_SQL.kind },
    },
    figures: { calls: SPAN_SQL.kind, rolledUp: "kind", ofSteps: true, metrics: true },
  },
  provider: {
    label: "Provider",
    filter: {
      description: "Provider of any call in the trace.",
      takes: "text",
      trace: { list: "providers", index: "list" },
    },
    facet: { values: "few" },
    figures: {
      calls: "provider",
      interactions: "answer_provider",
      rolledUp: "provider",
      kinds: CALL_KINDS,
      ofSteps: true,
      metrics: true,
      compared: "few",
      foundBy: { interactions: "answer_provider" },
      offered: { spend: 4, latency: 3, failures: 1 },
      into: "model",
    },
  },
  model: {
    label: "Model",
    filter: {
      description: "Model of any call in the trace.",
      takes: "text",
      trace: { list: "models", index: "list" },
      stored: "model",
    },
    facet: { values: "few", bar: true },
    figures: {
      calls: SPAN_SQL.model,
      interactions: "answer_model",
      rolledUp: "model",
      kinds: CALL_KINDS,
      ofSteps: true,
      metrics: true,
      compared: "few",
      foundBy: { interactions: "answer_model" },
      offered: { spend: 3, latency: 2, failures: 2 },
      into: "feature",
      marked: "model",
      budgets: true,
    },
  },
  user: {
    label: "User",
    filter: { description: "User id.", takes: "text", trace: { column: "user_id", index: "words" } },
    facet: { values: "many", bar: true },
    column: { field: "user_id", width: 104 },
    figures: {
      calls: SPAN_SQL.userId,
      interactions: "user_id",
      usage: "user_id",
      metrics: true,
      compared: "many",
      offered: { spend: 2 },
      into: "feature",
    },
  },
  session: {
    label: "Session",
    filter: { description: "Session id.", takes: "text", trace: { column: "session_id", index: "own" } },
    facet: { values: "many" },
    column: { field: "session_id", width: 116 },
  },
  step: {
    label: "Step",
    filter: {
      label: "A call made by",
      description: "Step of the workflow that made a model call of the trace.",
      takes: "text",
      span: { value: "coalesce(derived_step, name)", kinds: CALL_KINDS },
    },
    figures: {
      calls: SPAN_SQL.step,
      rolledUp: "name",
      kinds: CALL_KINDS,
      ofSteps: true,
      metrics: true,
      compared: "few",
      offered: { spend: 6 },
      into: "model",
    },
  },
  tool: {
    label: "Tool",
    filter: {
      description: "Traces that ran this tool.",
      takes: "text",
      trace: { list: "tools", index: "list" },
    },
    facet: { values: "few", bar: true },
    figures: {
      calls: SPAN_SQL.tool,
      several: "tools",
      rolledUp: "name",
      kinds: ["tool"],
      ofSteps: true,
      metrics: true,
    },
  },
  failure: {
    label: "Failure",
    values: FAILURE_LABELS,
    filter: {
      description: "Why the trace failed, or its answer was kept back.",
      takes: "choice",
      trace: { column: "failure" },
    },
    figures: {
      calls: "failure",
      interactions: "failure",
      rolledUp: "failure",
      ofSteps: true,
      metrics: true,
      compared: "few",
      foundBy: { calls: "step_failure" },
    },
  },
  prompt_version: {
    label: "Prompt version",
    filter: {
      label: "Prompt",
      description: "Fingerprint (16 hex digits), `name@version`, or a version alone (label or number).",
      takes: "text",
      trace: { list: "prompt_fingerprints", index: "list" },
      stored: "fingerprint",
    },
    facet: { values: "few" },
    figures: {
      calls: SPAN_SQL.fingerprint,
      interactions: "answer_fingerprint",
      rolledUp: "fingerprint",
      kinds: ["llm"],
      ofSteps: true,
      metrics: true,
      compared: "few",
      foundBy: { interactions: "answer_prompt_version" },
      offered: { spend: 5, latency: 4 },
      into: "model",
      marked: "prompt",
      budgets: true,
    },
  },
  tag: {
    label: "Tag",
    filter: { description: "Traces with this tag.", takes: "text", trace: { list: "tags", index: "list" } },
    facet: { values: "few" },
  },
  score: {
    label: "Score",
    filter: {
      description:
        "Traces judged under this name (`helpful`), or so (`helpful<0.5`, `helpful>=0.8`, `solved=yes`, `tone=rude`).",
      takes: "text",
      judged: true,
    },
  },
  error_type: {
    label: "Error type",
    filter: {
      description: "Error type of the trace.",
      takes: "text",
      trace: { column: "error_type", index: "words" },
    },
    facet: { values: "few" },
  },
  step_failure: {
    label: "A step failed by",
    values: FAILURE_LABELS,
    filter: {
      description: "Traces with a step that failed so, whether or not the trace went on.",
      takes: "choice",
      span: { value: "failure" },
    },
  },
  streamed: {
    label: "Streamed",
    values: { false: "Did not stream", true: "Streamed" },
    filter: {
      label: "Streaming",
      description: "Traces whose answer streamed (true) or did not (false).",
      takes: "yesNo",
      trace: { is: "coalesce(traces.answer_streamed, false)" },
    },
    figures: {
      calls: "streaming::text",
      interactions: "answer_streamed::text",
      compared: "few",
      foundBy: { calls: null },
    },
  },
  answer_model: {
    label: "Answered by",
    filter: {
      description: "Model of the call that wrote the trace's answer.",
      takes: "text",
      trace: { column: "answer_model" },
      stored: "model",
    },
  },
  answer_provider: {
    label: "Answered by",
    filter: {
      description: "Provider of the call that wrote the trace's answer.",
      takes: "text",
      trace: { column: "answer_provider" },
    },
  },
  answer_prompt_version: {
    label: "Answered with prompt",
    filter: {
      description: "Fingerprint of the prompt of the call that wrote the trace's answer.",
      takes: "text",
      trace: { column: "answer_fingerprint" },
      stored: "fingerprint",
    },
  },
  duration: {
    label: "Duration",
    filter: {
      label: "At least",
      description: "Traces that took at least this long.",
      takes: "milliseconds",
      most: { label: "At most", description: "Traces that took at most this long." },
      trace: { amount: "duration_ns", index: "words" },
    },
  },
  ttft: {
    label: "First token",
    filter: {
      label: "First token at least",
      description: "Traces whose user waited at least this long for the first token.",
      takes: "milliseconds",
      most: {
        label: "First token at most",
        description: "Traces whose user waited at most this long for the first token.",
      },
      trace: { amount: "ttft_ns" },
    },
  },
  call: {
    label: "Duration of a model call",
    filter: {
      label: "A model call of at least",
      description: "Traces with a model call that took at least this long.",
      takes: "milliseconds",
      most: {
        label: "A model call of at most",
        description: "Traces with a model call that took at most this long (and min_call_ms, when given).",
      },
      span: { value: "duration_ns", kinds: ["llm"] },
    },
  },
  call_ttft: {
    label: "First token of a model call",
    filter: {
      label: "A call's first token at least",
      description: "Traces with a model call whose first token took at least this long.",
      takes: "milliseconds",
      most: {
        label: "A call's first token at most",
        description: "Traces with a model call whose first token took at most this long.",
      },
      span: { value: SPAN_SQL.ttftNs, kinds: ["llm"] },
    },
  },
  cost: {
    label: "Cost",
    filter: {
      label: "At least",
      description: "Traces whose known cost is at least this.",
      takes: "usd",
      most: { label: "At most", description: "Traces whose known cost is at most this." },
      trace: { amount: "cost_nano_usd", index: "words" },
    },
  },
  cost_known: {
    label: "Cost",
    values: { false: "Unknown of a call", true: "Known" },
    filter: {
      description: "Traces with a call whose cost nobody knows (false), or with none such (true).",
      takes: "yesNo",
      trace: { is: "(traces.unknown_cost_count = 0)" },
    },
  },
  complete: {
    label: "Completeness",
    values: { false: "Something missing", true: "Complete" },
    filter: {
      description: "Traces with no part missing (true) or at least one (false).",
      takes: "yesNo",
      trace: { is: IS_COMPLETE },
    },
    facet: { values: "few" },
  },
  cost_contradicted: {
    label: "Reported cost",
    values: { false: "Does not", true: "Contradicts ours" },
    filter: {
      description:
        "Traces with a call of which the client reports another cost than ours by more than rounding (true), or with none such (false).",
      takes: "yesNo",
      trace: { is: "(coalesce(traces.contradicted_cost_count, 0) > 0)" },
    },
    facet: { values: "few" },
  },
  simulated: {
    label: "Origin",
    values: { false: "Real traffic", true: "Simulated" },
    filter: {
      description: "Only what the demo made (true) or nothing of it (false).",
      takes: "yesNo",
      trace: { is: `((traces.flags & ${FLAG.simulated}::smallint) <> 0)` },
    },
    facet: { values: "few" },
  },
  retried: {
    label: "Something was tried again",
    values: { false: "None", true: "Some" },
    filter: {
      label: "Retries",
      description: "Traces in which a call or a tool was tried more than once (true), or none was (false).",
      takes: "yesNo",
      trace: { is: "(coalesce(traces.retry_count, 0) > 0)" },
    },
    figures: { interactions: "case when retry_count > 0 then 'true' end", compared: "few" },
  },
  repeats: {
    label: "One of several attempts",
    figures: {
      calls: "case when derived_attempt is not null then 'true' end",
      compared: "few",
      foundBy: { calls: "retried" },
    },
  },
  tool_mode: {
    label: "Tools",
    values: {
      none: "None",
      single: "One",
      sequential: "One after the other",
      parallel: "At once",
      mixed: "Some at once",
    } satisfies Record<ToolMode, string>,
    filter: {
      label: "Tools ran",
      description: "How the trace's tools ran.",
      takes: "choice",
      trace: { column: "tool_mode" },
    },
    figures: { interactions: "tool_mode", compared: "few" },
  },
  savable: {
    label: "Tools waited without need",
    values: { false: "Would save nothing", true: "Would be faster" },
    filter: {
      label: "Tools at once",
      description:
        "Traces that would have been faster (true) had independent tools run at once, or not (false).",
      takes: "yesNo",
      trace: { is: "(coalesce(traces.parallel_saving_ns, 0) > 0)" },
    },
    figures: { interactions: "case when parallel_saving_ns > 0 then 'true' end", compared: "few" },
  },
  model_calls: {
    label: "Model calls",
    figures: {
      interactions:
        "case when llm_count <= 3 then llm_count::text when llm_count <= 5 then '4 to 5' when llm_count <= 10 then '6 to 10' else 'more than 10' end",
      compared: "few",
      foundBy: { interactions: null },
    },
  },
  finish_reason: {
    label: "Finish reason",
    figures: { calls: "finish_reason", compared: "few", foundBy: { calls: null } },
  },
} as const satisfies Record<string, Dimension>;
