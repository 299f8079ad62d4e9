/** What the Latency page measures; each name is the metric's own. */
export const MEASURES = ["interaction_latency", "model_latency", "trace_ttft", "ttft"] as const;
export type Measure = (typeof MEASURES)[number];

/** Where a measure's observations are, and in which words it is spoken of. */
export interface MeasureFacts {
  label: string;
  /** The question of a chart: "How long does an interaction take?" */
  question: string;
  source: "traces" | "calls";
  histogram: "latency" | "duration" | "ttft";
  /** A first token exists only where an answer streamed. */
  needsStream: boolean;
  /** One observation and several: "interaction", "interactions". */
  one: string;
  many: string;
}

export const MEASURE: Record<Measure, MeasureFacts> = {
  interaction_latency: {
    label: "Interaction latency",
    question: "How long does an interaction take?",
    source: "traces",
    histogram: "latency",
    needsStream: false,
    one: "interaction",
    many: "interactions",
  },
  model_latency: {
    label: "Model latency",
    question: "How long does a model call take?",
    source: "calls",
    histogram: "duration",
    needsStream: false,
    one: "model call",
    many: "model calls",
  },
  trace_ttft: {
    label: "First token, from the request",
    question: "How long until the user sees the first token?",
    source: "traces",
    histogram: "ttft",
    needsStream: true,
    one: "interaction",
    many: "interactions",
  },
  ttft: {
    label: "First token of a call",
    question: "How long until a model call's first token?",
    source: "calls",
    histogram: "ttft",
    needsStream: true,
    one: "model call",
    many: "model calls",
  },
};
