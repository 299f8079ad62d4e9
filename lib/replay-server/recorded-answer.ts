import { Failure } from "@/lib/errors";
import type { Json } from "@/lib/model/json";
import { parseJson } from "@/lib/model/json-text";
import type { Message } from "@/lib/model/message";
import type { SpanDocument } from "@/lib/traces/document";

export interface AnsweredCall {
  id: string;
  name: string;
  arguments: Json;
}

export interface AnsweredChoice {
  thoughts: { text: string; signature: string | null; encrypted: string | null }[];
  /** Null: it said nothing. */
  text: string | null;
  refusal: string | null;
  calls: AnsweredCall[];
  finish: "stop" | "tool_calls" | "length" | "content_filter";
}

/** What a recorded call answered, in no provider's words. */
export interface RecordedAnswer {
  spanId: string;
  model: string;
  /** Seconds since the epoch. */
  createdAt: number;
  /** One, or as many as were asked for. */
  choices: [AnsweredChoice, ...AnsweredChoice[]];
  /** Null: not recorded. */
  usage: {
    input: number;
    inputUncached: number;
    cacheRead: number | null;
    cacheWrite: number | null;
    output: number;
    reasoning: number | null;
  } | null;
  /** What a provider says and the recording does not: names for the answer's header. */
  notRecorded: string[];
}

/**
 * What a model call answered, from what was recorded of it.
 * @param askedModel stands where the recording names no model
 * @throws Failure not_found where no answer was recorded: none is made up
 */
export function recordedAnswer(span: SpanDocument, askedModel: string | null): RecordedAnswer {
  const outputs = outputsOf(span);
  if (outputs.length === 0) throw new Failure("not_found", whyNoAnswer(span));
  const notRecorded = new Set<string>();
  const wanted = span.parameters?.choice_count;
  const groups =
    typeof wanted === "number" && wanted === outputs.length ? outputs.map((one) => [one]) : [outputs];
  const [first, ...others] = groups.map((group, index) => choiceOf(span, group, index, notRecorded));
  if (first === undefined || isEmpty(first)) throw new Failure("not_found", whyNoAnswer(span));
  const model = span.response_model ?? span.request_model;
  if (model === null) notRecorded.add("model");
  const usage = usageOf(span, notRecorded);
  if (span.notes.includes("truncated")) notRecorded.add("what the client cut off");
  return {
    spanId: span.span_id,
    model: model ?? askedModel ?? "unknown",
    createdAt: Math.floor(Date.parse(span.started_at) / 1000),
    choices: [first, ...others],
    usage,
    notRecorded: [...notRecorded],
  };
}

/** Whether an answer was recorded at all. */
export const hasAnswer = (span: SpanDocument): boolean =>
  outputsOf(span).some(
    ({ content, tool_calls: calls }) =>
      (calls ?? []).length > 0 ||
      (typeof content === "string"
        ? content !== ""
        : (content ?? []).some(({ type }) => type === "text" || type === "refusal")),
  );

const outputsOf = (span: SpanDocument): Message[] => {
  const said = (span.output ?? []).filter(({ role }) => role !== "tool" && role !== "user");
  if (said.length > 0) return said;
  return span.output_text === null ? [] : [{ role: "assistant", content: span.output_text }];
};

/** Why a call has no answer to give, in a sentence. */
export function whyNoAnswer(span: SpanDocument): string {
  const which = `The recorded call (span ${span.span_id})`;
  if (span.erased_at !== undefined) return `${which} was erased.`;
  if (span.status === "error")
    return `${which} failed (${[span.error?.type, span.error?.message?.slice(0, 200)].filter(Boolean).join(": ") || "no reason was recorded"}); there is no answer to replay.`;
  if (span.open) return `${which} has not ended, as far as was recorded; there is no answer to replay.`;
  return `${which} has no recorded answer; its client may not send contents.`;
}

const isEmpty = ({ text, refusal, calls, thoughts }: AnsweredChoice): boolean =>
  text === null && refusal === null && calls.length === 0 && thoughts.length === 0;

function choiceOf(
  span: SpanDocument,
  messages: readonly Message[],
  index: number,
  notRecorded: Set<string>,
): AnsweredChoice {
  const choice: Omit<AnsweredChoice, "finish"> = { thoughts: [], text: null, refusal: null, calls: [] };
  for (const { content, tool_calls: calls = [] } of messages) {
    const parts = typeof content === "string" ? [{ type: "text" as const, text: content }] : (content ?? []);
    for (const part of parts) {
      if (part.type === "text") choice.text = (choice.text ?? "") + part.text;
      else if (part.type === "refusal") choice.refusal = (choice.refusal ?? "") + part.text;
      else if (part.type === "reasoning")
        choice.thoughts.push({
          text: part.text,
          signature: part.signature ?? null,
          encrypted: part.encrypted ?? null,
        });
      else notRecorded.add(part.type === "media" ? "media" : "parts of no known type");
    }
    for (const { id, name, arguments: given } of calls) {
      if (id === null) notRecorded.add("tool call ids");
      // An agent cannot answer a call without an id: one that was not recorded is made of where the call stands.
      const made = `call_${span.span_id}_${index}_${choice.calls.length}`;
      choice.calls.push({ id: id ?? made, name, arguments: given });
    }
  }
  return { ...choice, finish: finishOf(span, choice.calls.length > 0, notRecorded) };
}

function finishOf(
  { finish_reason: reason }: SpanDocument,
  asksForTools: boolean,
  notRecorded: Set<string>,
): AnsweredChoice["finish"] {
  if (reason === "stop" || reason === "tool_calls" || reason === "length" || reason === "content_filter")
    return reason;
  // What it holds says as much: a call is made in order to be answered.
  notRecorded.add("finish reason");
  return asksForTools ? "tool_calls" : "stop";
}

function usageOf(span: SpanDocument, notRecorded: Set<string>): RecordedAnswer["usage"] {
  const { tokens, token_buckets: buckets } = span;
  const [input, output] = [tokens?.input_total ?? null, tokens?.output_total ?? null];
  if (tokens === null || input === null || output === null) {
    notRecorded.add("usage");
    return null;
  }
  if (span.tokens_estimated) notRecorded.add("usage of the provider");
  const cached = (tokens.cache_read ?? 0) + (tokens.cache_write ?? 0);
  return {
    input,
    inputUncached: buckets?.input_uncached ?? input - cached,
    cacheRead: tokens.cache_read,
    cacheWrite: tokens.cache_write,
    output,
    reasoning: tokens.reasoning,
  };
}

/** Arguments as JSON text, as they were recorded. */
export const argumentsText = (given: Json): string =>
  given === null ? "{}" : typeof given === "string" ? given : JSON.stringify(given);

/** Arguments as an object. @throws Failure not_found where what the model wrote is none */
export function argumentsObject({ name, arguments: given }: AnsweredCall): Json {
  const value = typeof given === "string" ? (given.trim() === "" ? {} : parseJson(given)) : (given ?? {});
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new Failure(
    "not_found",
    `The recorded call of ${name} has arguments that are no JSON object, which this provider's format cannot carry; ask by /v1/chat/completions.`,
  );
}
