import type { Json } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { SpanDocument, TraceDocument } from "@/lib/traces/document";
import { callText, textOfMessage } from "@/lib/traces/message-text";

import { alignSteps } from "./align-steps";

/** What a step was given or gave, as text. */
export interface ComparedPart {
  name: string;
  /** Null: it has none. */
  a: string | null;
  b: string | null;
  differs: boolean;
}

export interface ComparedStep {
  spanId: string;
  name: string;
  failed: boolean;
  model: string | null;
  durationMs: number | null;
  ttftMs: number | null;
  costUsd: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
}

export interface ComparedRow {
  kind: SpanKind;
  a: ComparedStep | null;
  b: ComparedStep | null;
  /** Those that either has, in the order in which a step has them. */
  parts: ComparedPart[];
  /** A step of one alone, or a part that differs, or an outcome. Times, tokens and costs always do, and are not it. */
  differs: boolean;
}

export interface Comparison {
  rows: ComparedRow[];
  /** Row in which the two part; null: they never do. */
  firstDivergence: number | null;
}

/** Steps that do something themselves; agents and workflows hold them. */
const COMPARED: ReadonlySet<SpanKind> = new Set([
  "llm",
  "embedding",
  "retrieval",
  "rerank",
  "tool",
  "guardrail",
  "evaluator",
]);

/** Two traces step by step. @param a read with its content */
export function compareTraces(a: TraceDocument, b: TraceDocument): Comparison {
  const [stepsA, stepsB] = [a, b].map(({ spans }) => spans.filter(({ kind }) => COMPARED.has(kind))) as [
    SpanDocument[],
    SpanDocument[],
  ];
  const [partsA, partsB] = [partsOfSteps(stepsA), partsOfSteps(stepsB)];
  const rows = alignSteps(sideOf(stepsA), sideOf(stepsB)).map(([x, y]): ComparedRow => {
    const [spanA, spanB] = [x === null ? null : stepsA[x]!, y === null ? null : stepsB[y]!];
    const parts = compareParts(x === null ? null : partsA[x]!, y === null ? null : partsB[y]!);
    return {
      kind: (spanA ?? spanB)!.kind,
      a: spanA && stepOf(spanA),
      b: spanB && stepOf(spanB),
      parts,
      differs:
        spanA === null ||
        spanB === null ||
        spanA.status !== spanB.status ||
        keyOf(spanA) !== keyOf(spanB) ||
        parts.some(({ differs }) => differs),
    };
  });
  const first = rows.findIndex(({ differs }) => differs);
  return { rows, firstDivergence: first < 0 ? null : first };
}

const sideOf = (steps: readonly SpanDocument[]) => ({
  keys: steps.map(keyOf),
  kinds: steps.map(({ kind }) => kind),
});

const keyOf = ({ kind, name, tool }: SpanDocument): string =>
  kind === "tool" ? `tool ${tool?.name ?? name}` : kind === "llm" ? "llm" : `${kind} ${name}`;

const stepOf = (span: SpanDocument): ComparedStep => ({
  spanId: span.span_id,
  name: span.kind === "tool" ? (span.tool?.name ?? span.name) : span.name,
  failed: span.status === "error",
  model: span.response_model ?? span.request_model,
  durationMs: span.duration_ms,
  ttftMs: span.ttft_ms,
  costUsd: span.cost_usd,
  inputTokens: span.tokens?.input_total ?? null,
  outputTokens: span.tokens?.output_total ?? null,
});

export type Parts = Map<string, string>;

/** Texts of each step; of a call's messages those that the call before had not seen. */
function partsOfSteps(steps: readonly SpanDocument[]): Parts[] {
  let before: readonly string[] = [];
  return steps.map((span) => {
    const parts: Parts = new Map();
    const put = (name: string, text: string | null): void => {
      if (text !== null && text !== "") parts.set(name, text);
    };
    put("Model", span.response_model ?? span.request_model);
    put("Instructions", span.system);
    if (span.kind === "llm") {
      const said = (span.input ?? []).map(lineOf);
      let seen = 0;
      while (seen < said.length && said[seen] === before[seen]) seen++;
      put("Messages", said.slice(seen).join("\n\n"));
      before = said;
      put("Parameters", jsonText(span.parameters));
    }
    put("Query", span.query);
    put("Arguments", jsonText(span.tool?.arguments ?? null));
    put("Documents", span.documents && span.documents.map(documentText).join("\n\n"));
    put("Result", jsonText(span.tool?.result ?? null));
    put("Answer", answerOf(span));
    put("Error", span.error && [span.error.type, span.error.message].filter(Boolean).join(": "));
    return parts;
  });
}

const ORDER = [
  "Model",
  "Instructions",
  "Tools",
  "Messages",
  "Parameters",
  "Query",
  "Arguments",
  "Documents",
  "Result",
  "Answer",
  "Error",
];

/** What either has, in the order in which a step has it. */
export const compareParts = (a: Parts | null, b: Parts | null): ComparedPart[] =>
  ORDER.flatMap((name) => {
    const [left, right] = [a?.get(name) ?? null, b?.get(name) ?? null];
    return left === null && right === null ? [] : [{ name, a: left, b: right, differs: left !== right }];
  });

type Message = NonNullable<SpanDocument["input"]>[number];

/** A message as one reads it, its calls of tools below. */
export const lineOf = (message: Message): string =>
  [`${message.role}: ${textOfMessage(message)}`, ...(message.tool_calls ?? []).map(callText)].join("\n");

const documentText = ({ id, score, content }: NonNullable<SpanDocument["documents"]>[number]): string =>
  [`${id ?? "document"}${score === null ? "" : ` (${score})`}`, content ?? ""].join("\n");

function answerOf(span: SpanDocument): string | null {
  if (span.kind !== "llm") return jsonText(span.kind === "tool" ? null : span.output_value);
  const said = (span.output ?? []).map(textOfMessage).join("\n");
  const text = said === "" ? (span.output_text ?? "") : said;
  return [text, ...(span.tool_calls ?? []).map(callText)].filter((one) => one !== "").join("\n");
}

/** JSON as people read it; a text as it is. */
export const jsonText = (value: Json): string | null =>
  value === null ? null : typeof value === "string" ? value : JSON.stringify(value, null, 2);
