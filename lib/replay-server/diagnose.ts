import { groupBy } from "@/lib/model/group-by";
import { isObject, type Json } from "@/lib/model/json";
import { messageText, type Message } from "@/lib/model/message";
import { nanoOfUsd, usdOfNano } from "@/lib/money/nano-usd";
import type { SpanDocument } from "@/lib/traces/document";

import { dateIn } from "./date-in";
import type { Diagnosis, Finding, FindingKind } from "./diagnosis";
import { hasAnswer, whyNoAnswer } from "./recorded-answer";
import { askedOf, recordedCall } from "./recorded-call";

const MOST_FINDINGS = 500;

/** What of it cannot be answered from the recording; the rest may make a new run ask something else. */
const BLOCKS: ReadonlySet<FindingKind> = new Set(["no_messages", "no_answer"]);

/**
 * What stands in the way of replaying a trace, span by span, and what replaying it saves.
 * @param spans its model calls and tools with what they carried, in their order; attributes are looked at where they were read
 * @param isWhole whether these are all of them
 */
export function diagnose(traceId: string, spans: readonly SpanDocument[], isWhole: boolean): Diagnosis {
  const calls = spans.filter(({ kind }) => kind === "llm");
  const answerable = calls.filter((span) => askedOf(span) !== null && hasAnswer(span));
  const answered = answeredTools(spans);
  const equal = equalCalls(calls);
  const seenDates = new Set<string>();
  const findings = spans.flatMap((span): Finding[] => {
    const told = (kind: FindingKind, message: string | null | false): Finding[] =>
      message
        ? [{ kind, blocks: BLOCKS.has(kind), span_id: span.span_id, span_name: span.name, message }]
        : [];
    if (span.kind === "tool") return told("no_tool_result", toolWithoutResult(span));
    if (span.kind !== "llm") return [];
    return [
      ...told(
        "no_messages",
        askedOf(span) === null &&
          "What the call was asked was not recorded, so no request can be matched with it.",
      ),
      ...told("no_answer", !hasAnswer(span) && whyNoAnswer(span)),
      ...told("no_tool_result", callsWithoutResult(span, answered)),
      ...told(
        "truncated",
        span.notes.includes("truncated") &&
          "The client cut off or dropped part of what it recorded: a whole request will differ from it.",
      ),
      ...told("server_state", serverState(span)),
      ...told("sampling", sampling(span)),
      ...told("time_in_prompt", timeInPrompt(span, seenDates)),
      ...told("equal_calls", equal.get(span.span_id) ?? null),
      ...told("order_of_results", resultsOutOfOrder(span)),
    ];
  });
  return {
    trace_id: traceId,
    model_calls: calls.length,
    answerable_calls: answerable.length,
    saves: savings(answerable),
    findings: findings.slice(0, MOST_FINDINGS),
    findings_total: findings.length,
    all_spans_looked_at: isWhole,
  };
}

function savings(calls: readonly SpanDocument[]): Diagnosis["saves"] {
  const costs = calls.map(({ cost_usd: usd }) => (usd === null ? null : nanoOfUsd(usd)));
  const known = costs.filter((cost) => cost !== null);
  const durations = calls.map((span) => span.duration_ms).filter((ms) => ms !== null);
  return {
    usd: usdOfNano(known.reduce((sum, cost) => sum + cost, 0n)),
    calls_of_unknown_cost: costs.length - known.length,
    ms: durations.reduce((sum, ms) => sum + ms, 0),
    calls_of_unknown_duration: calls.length - durations.length,
  };
}

/** Ids and names of tool calls of which a result was recorded, as a message to the model or as a span. */
interface AnsweredTools {
  ids: ReadonlySet<string>;
  /** Of results that do not say which call they answer. */
  names: ReadonlySet<string>;
}

function answeredTools(spans: readonly SpanDocument[]): AnsweredTools {
  const [ids, names] = [new Set<string>(), new Set<string>()];
  for (const { tool, input } of spans) {
    if (tool && tool.result !== null) {
      if (tool.call_id !== null) ids.add(tool.call_id);
      else if (tool.name !== null) names.add(tool.name);
    }
    for (const message of input ?? [])
      if (message.role === "tool" && message.tool_call_id !== undefined) ids.add(message.tool_call_id);
      else if (message.role === "tool" && message.name !== undefined) names.add(message.name);
  }
  return { ids, names };
}

function callsWithoutResult(
  { tool_calls: calls }: SpanDocument,
  { ids, names }: AnsweredTools,
): string | null {
  const without = (calls ?? []).filter(({ id, name }) => !(id !== null && ids.has(id)) && !names.has(name));
  if (without.length === 0) return null;
  return `No result was recorded of ${without.map(({ name, id }) => (id === null ? name : `${name} (${id})`)).join(", ")}: what the model was told next is not known.`;
}

const toolWithoutResult = ({ tool, status, open }: SpanDocument): string | null =>
  tool === null || tool.result !== null || status === "error"
    ? null
    : open
      ? "The tool has not ended, as far as was recorded."
      : "The tool's result was not recorded: a run without its real tool has nothing to return.";

/** Names under which clients tell that the conversation is continued from what the provider keeps. */
const KEPT_THERE = /"(?:previous_response_id|previousResponseId)"\s*:\s*"\w/;
const KEPT_KEY = /(?:^|[._])(?:previous_response_id|previousResponseId)$/;

function serverState(span: SpanDocument): string | null {
  const sentence =
    "holds only what is new: what came before is kept by the provider. The recording answers it by what was sent alone.";
  if (holdsKept(span.parameters) || holdsKept(span.attributes))
    return `The request continues a response that the provider keeps (previous_response_id), and ${sentence}`;
  const [first] = (askedOf(span) ?? []).filter(({ role }) => role !== "system" && role !== "developer");
  if (first?.role === "tool") return `The request begins with a tool's result, and so ${sentence}`;
  const refers = (askedOf(span) ?? []).some(
    ({ content }) =>
      Array.isArray(content) &&
      content.some(
        (part) => part.type === "other" && isObject(part.value) && part.value.type === "item_reference",
      ),
  );
  return refers ? `The request refers to items that the provider keeps, and ${sentence}` : null;
}

function holdsKept(values: { [key: string]: Json } | null): boolean {
  return Object.entries(values ?? {}).some(([key, value]) =>
    KEPT_KEY.test(key)
      ? typeof value === "string" && value !== ""
      : typeof value === "string" && value.includes("revious") && KEPT_THERE.test(value),
  );
}

function sampling({ temperature, parameters }: SpanDocument): string | null {
  const seed = parameters?.seed;
  if (temperature === 0 || (seed !== undefined && seed !== null)) return null;
  return temperature === null
    ? "No temperature and no seed were recorded; by default providers sample, so that the real model may answer otherwise."
    : `It was sampled (temperature ${temperature}) without a seed: the real model may answer otherwise.`;
}

/** Once for each text that holds a date: later calls carry the same messages. */
function timeInPrompt(span: SpanDocument, seen: Set<string>): string | null {
  const said = [
    ...(span.system === null ? [] : [{ role: "system", text: span.system }]),
    ...(askedOf(span) ?? [])
      .filter(({ role }) => role === "system" || role === "developer" || role === "user")
      .map((message: Message) => ({ role: message.role, text: messageText(message) })),
  ];
  for (const { role, text } of said) {
    if (seen.has(text)) continue;
    const found = dateIn(text, Date.parse(span.started_at));
    if (found === null) continue;
    seen.add(text);
    const where = role === "user" ? "A user message" : "The instructions";
    return `${where} hold the time at which it ran (${JSON.stringify(found)}): a new run will hold another, and miss.`;
  }
  return null;
}

/** Calls that were asked the same as another one, by span. */
function equalCalls(calls: readonly SpanDocument[]): Map<string, string> {
  const groups = groupBy(
    calls.flatMap((span) => {
      const call = recordedCall(span);
      return call === null ? [] : [{ span, key: call.messages.map(({ key }) => key).join("\n") }];
    }),
    ({ key }) => key,
  );
  const told = new Map<string, string>();
  for (const group of groups.values())
    for (const [index, { span }] of group.entries())
      if (group.length > 1)
        told.set(
          span.span_id,
          `It was asked the same as ${group.length - 1} other${group.length === 2 ? " call" : " calls"} (${index + 1} of ${group.length})${overlaps(span, group) ? ", some at the same time" : ""}: equal requests are answered in turn, whoever asks first.`,
        );
  return told;
}

const overlaps = (span: SpanDocument, group: readonly { span: SpanDocument }[]): boolean =>
  group.some(({ span: other }) => other !== span && isDuring(span, other));

function isDuring(a: SpanDocument, b: SpanDocument): boolean {
  const [from, other] = [Date.parse(a.started_at), Date.parse(b.started_at)];
  return from < other + (b.duration_ms ?? 0) && other < from + (a.duration_ms ?? 0);
}

/** Results that stand in another order than the calls that they answer: tools ran at once, and ended so. */
function resultsOutOfOrder(span: SpanDocument): string | null {
  const messages = askedOf(span) ?? [];
  // Earlier turns were told of at the call that saw them last.
  const at = messages.findLastIndex(
    ({ role, tool_calls: calls }) => role === "assistant" && (calls ?? []).length > 1,
  );
  if (at < 0) return null;
  const ids = (messages[at]?.tool_calls ?? []).map(({ id }) => id);
  const rest = messages.slice(at + 1);
  const end = rest.findIndex(({ role }) => role !== "tool");
  // Only where the results are what is new.
  if (end >= 0) return null;
  const places = rest.map(({ tool_call_id: id }) => ids.indexOf(id ?? ""));
  const isOut = places.some((place, index) => place >= 0 && place < (places[index - 1] ?? -1));
  return isOut
    ? "Results of tools that ran at once stand in another order than they were asked for; a new run may have them in yet another. Matching does not mind where results say which call they answer."
    : null;
}
