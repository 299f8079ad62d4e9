import { createParser, parseAsBoolean, parseAsFloat, parseAsString, parseAsStringLiteral } from "nuqs/server";

import type { TimeWindow } from "./time-window";

export const TRACE_VIEWS = ["replay", "timeline", "transcript", "raw"] as const;
export type TraceView = (typeof TRACE_VIEWS)[number];

/** What a timeline draws strongly. */
export const EMPHASES = ["critical", "errors", "cost"] as const;
export type Emphasis = (typeof EMPHASES)[number];

/** "120.5-840": milliseconds since the trace's start. Anything else shows the whole trace. */
const parseAsWindow = createParser<TimeWindow>({
  parse: (text) => {
    const match = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text);
    const [fromMs, toMs] = [Number(match?.[1]), Number(match?.[2])];
    return match && fromMs < toMs ? { fromMs, toMs } : null;
  },
  serialize: ({ fromMs, toMs }) => `${short(fromMs)}-${short(toMs)}`,
  eq: (a, b) => a.fromMs === b.fromMs && a.toMs === b.toMs,
});

const short = (ms: number): string => String(Number(ms.toPrecision(7)));

/** `span` of a side panel that was closed. */
export const NO_SPAN = "none";

/** What the page of a trace keeps in its URL, so that a link reproduces the view. */
export const traceParams = {
  view: parseAsStringLiteral(TRACE_VIEWS).withDefault("timeline"),
  /** The span in the side panel; absent: the page's own choice. */
  span: parseAsString,
  zoom: parseAsWindow,
  emphasis: parseAsStringLiteral(EMPHASES),
  /** Repeats are one row in the timeline. */
  fold: parseAsBoolean.withDefault(true),
  /** The moment of the replay, milliseconds since the trace's start. */
  t: parseAsFloat,
  /** The replay plays when the page opens. */
  play: parseAsBoolean,
  /** Searches within the spans. */
  q: parseAsString.withDefault(""),
  /** What a list was searched for: marked in the side panel. */
  find: parseAsString.withDefault(""),
  /** The comment in sight. */
  comment: parseAsString,
  /** The query of the list that this trace was opened from: previous and next are its neighbours. */
  list: parseAsString,
};
