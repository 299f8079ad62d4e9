import { DECISION_KEYS } from "@/lib/model/decision";
import { isObject, type Json } from "@/lib/model/json";

import type { DecisionRule, ValueSource } from "./rule";

/** What of one span decisions are told by. */
export interface SpanSays {
  spanId: string;
  attributes: { [key: string]: Json };
  metadata: { [key: string]: Json };
  /** Null: it is no tool. */
  tool: { name: string | null; arguments: Json; result: Json } | null;
}

/** What of a trace decisions are told by. */
export interface TraceSays {
  feature: string | null;
  userId: string | null;
  sessionId: string | null;
  tools: readonly string[];
  metadata: { [key: string]: Json };
  /** The final answer, as text; null: none was recorded. */
  output: string | null;
  /** In the order of the steps. */
  spans: readonly SpanSays[];
}

export interface Decided {
  subject: string | null;
  outcome: string | null;
  reasons: string[];
  markedBy: "client" | "rule";
  rule: { id: number; name: string } | null;
}

const MOST_REASONS = 50;
const MOST_CHARACTERS = 512;

/**
 * Whether a trace is a decision, about whom and with which outcome: a pure function of what its spans say and the rules. What its
 * client says wins over rules; of spans that say it, the first in the order of the steps; of rules, the first that fits.
 */
export function decide(trace: TraceSays, rules: readonly DecisionRule[]): Decided | null {
  return saidByClient(trace) ?? byRule(trace, rules);
}

function saidByClient(trace: TraceSays): Decided | null {
  const all = [trace.metadata, ...trace.spans.map(({ metadata }) => metadata)];
  const first = (key: string): Json =>
    all.find((metadata) => metadata[key] !== undefined && metadata[key] !== null)?.[key] ?? null;
  const [subject, outcome, reasons] = [
    DECISION_KEYS.subject,
    DECISION_KEYS.outcome,
    DECISION_KEYS.reasons,
  ].map((key) => first(key)) as [Json, Json, Json];
  if (subject === null && outcome === null && reasons === null) return null;
  return {
    subject: textOf(subject),
    outcome: textOf(outcome),
    reasons: reasonsOf(reasons),
    markedBy: "client",
    rule: null,
  };
}

/** Attributes hold lists of text, or the JSON of one. */
function reasonsOf(value: Json): string[] {
  let list = value;
  if (typeof value === "string" && /^\s*\[/.test(value)) {
    try {
      list = JSON.parse(value) as Json;
    } catch {
      list = value;
    }
  }
  return (Array.isArray(list) ? list : [list])
    .slice(0, MOST_REASONS)
    .flatMap((reason) => textOf(reason, 4 * MOST_CHARACTERS) ?? []);
}

function byRule(trace: TraceSays, rules: readonly DecisionRule[]): Decided | null {
  const rule = rules.find((candidate) => fits(trace, candidate));
  if (rule === undefined) return null;
  return {
    subject: textOf(valueAt(trace, rule.subject)),
    outcome: textOf(valueAt(trace, rule.outcome)),
    reasons: [],
    markedBy: "rule",
    rule: { id: rule.id, name: rule.name },
  };
}

const fits = (trace: TraceSays, { feature, tool, output_contains: words }: DecisionRule): boolean =>
  (feature === null || trace.feature === feature) &&
  (tool === null ||
    trace.tools.includes(tool) ||
    trace.spans.some((span) => span.tool !== null && span.tool.name === tool)) &&
  (words === null || (trace.output !== null && trace.output.toLowerCase().includes(words.toLowerCase())));

/** The first value that there is, in the order of the steps. */
function valueAt(trace: TraceSays, source: ValueSource): Json {
  switch (source.from) {
    case "user":
      return trace.userId;
    case "session":
      return trace.sessionId;
    case "text":
      return source.text;
    case "attribute":
      return (
        [trace.metadata, ...trace.spans.flatMap((span) => [span.attributes, span.metadata])]
          .map((values) => values[source.key])
          .find((value) => value !== undefined && value !== null) ?? null
      );
    case "argument":
    case "result":
      for (const { tool } of trace.spans) {
        if (tool === null || tool.name !== source.tool) continue;
        const value = inside(source.from === "argument" ? tool.arguments : tool.result, source.path);
        if (value !== null) return value;
      }
      return null;
  }
}

/** `customer.id` of a value; JSON that travels as text is read. */
function inside(value: Json, path: string): Json {
  let at: Json = value;
  for (const name of path.split(".")) {
    if (typeof at === "string") at = parsed(at);
    if (Array.isArray(at)) at = at[Number(name)] ?? null;
    else if (isObject(at)) at = Object.hasOwn(at, name) ? (at[name] as Json) : null;
    else return null;
  }
  return at;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** One line of text; what is no text is told as JSON. */
function textOf(value: Json, most = MOST_CHARACTERS): string | null {
  if (value === null) return null;
  const text = (typeof value === "string" ? value : JSON.stringify(value)).replaceAll("\0", "").trim();
  if (text === "") return null;
  return text.length > most ? Array.from(text).slice(0, most).join("") : text;
}
