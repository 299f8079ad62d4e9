import { Failure } from "@/lib/errors";
import { figuresOf, type MetricDimension, type Source } from "@/lib/model/figure-dimensions";
import { MEASURED_METRICS } from "@/lib/model/measures";

import { hasDimension } from "./dimension-sql";
import type { ResolvedQuery } from "./metric-query";

/** How a metric is read. */
export interface MetricSource {
  source: Source;
  /** Sums by name, lib/model/measures.ts. */
  sums: readonly string[];
  histogram: "latency" | "ttft" | "duration" | null;
  /** Only steps of these kinds. */
  kinds: readonly string[] | null;
  /** The sum by which the largest groups are found; histograms go by their count. */
  weight: string;
}

/** Of what is measured in time, how much was laid out by an importer. */
const TIMED = { sums: ["synthetic_clock"], weight: "" };

const CALL_KINDS = ["llm", "embedding"];

export const TOKEN_SUMS = [
  "input_uncached_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "input_audio_tokens",
  "output_text_tokens",
  "reasoning_tokens",
  "output_audio_tokens",
] as const;

/** What the query filters or groups by. */
const dimensionsOf = ({ filters, groupBy }: ResolvedQuery): MetricDimension[] => {
  const used = (Object.keys(filters) as MetricDimension[]).filter((name) => filters[name].length > 0);
  return groupBy === null ? used : [...used, groupBy];
};

/** @throws Failure bad_request when the metric is unknown. */
export function metricSource(query: ResolvedQuery): MetricSource {
  const used = dimensionsOf(query);
  // Latency and errors told apart by what is about steps are the steps' own.
  const ofSteps = used.some((name) => figuresOf(name).ofSteps === true);
  const byUser = used.includes("user") && used.every((name) => hasDimension("usage", name));
  const of = (source: Source, rest: Partial<MetricSource>): MetricSource => ({
    source,
    sums: [],
    histogram: null,
    kinds: null,
    weight: rest.sums?.[0] ?? "",
    ...rest,
  });
  switch (query.metric) {
    case "interactions":
      return of(byUser ? "usage" : "traces", { sums: ["interactions"] });
    case "generations":
      return of("calls", { sums: ["calls"], kinds: ["llm"] });
    case "errors":
    case "error_rate":
      return ofSteps
        ? of("calls", { sums: ["calls", "errors"], kinds: kindsOf(query.groupBy), weight: "errors" })
        : of(byUser ? "usage" : "traces", { sums: ["interactions", "errors"], weight: "errors" });
    case "latency":
      return ofSteps
        ? of("calls", { ...TIMED, histogram: "duration", kinds: kindsOf(query.groupBy) })
        : of("traces", { ...TIMED, histogram: "latency" });
    case "interaction_latency":
      return of("traces", { ...TIMED, histogram: "latency" });
    case "model_latency":
      return of("calls", { ...TIMED, histogram: "duration", kinds: ["llm"] });
    case "ttft":
      return of("calls", { ...TIMED, histogram: "ttft", kinds: ["llm"] });
    case "trace_ttft":
      return of("traces", { ...TIMED, histogram: "ttft" });
    case "cost_usd":
      return byUser
        ? of("usage", { sums: ["cost_nano_usd", "unknown_cost_count"] })
        : of("calls", {
            sums: ["cost_nano_usd", "unknown_cost_count", "estimated_calls"],
            kinds: CALL_KINDS,
          });
    case "tokens":
      return byUser
        ? of("usage", { sums: ["input_tokens", "output_tokens"] })
        : of("calls", { sums: [...TOKEN_SUMS, "unknown_usage_count", "estimated_calls"], kinds: CALL_KINDS });
    case "completeness":
      return of("traces", {
        sums: [
          "interactions",
          "complete",
          "missing_prompt",
          "missing_context",
          "missing_output",
          "missing_tools",
          "missing_cost",
        ],
      });
    default:
      if (MEASURED_METRICS.includes(query.metric))
        return of("calls", { sums: [query.metric, "calls"], kinds: ["llm"] });
      throw new Failure("bad_request", `There is no metric ${query.metric}.`, {
        details: [{ path: "metric", message: "is unknown" }],
      });
  }
}

/** Steps that have a value of the dimension at all. */
const kindsOf = (groupBy: MetricDimension | null): readonly string[] | null =>
  groupBy === null ? null : (figuresOf(groupBy).kinds ?? null);
