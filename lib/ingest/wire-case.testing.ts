import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

import { readEnv } from "@/lib/env";
import { leadingSystem } from "@/lib/model/leading-system";
import type { Json } from "@/lib/model/json";
import { messageText } from "@/lib/model/message";
import type { Message } from "@/lib/model/message";
import type { Decoded, ModelAddition, ModelScore, ModelSpan, SpanBodies } from "@/lib/model/span";
import { tokenTotals } from "@/lib/model/tokens";

import { decodeLogs, decodeMetrics, decodeTraces } from "./decode";
import { readBatch } from "./langfuse/read-batch";
import { langfuseSource } from "./langfuse/source";
import { mergeEvents } from "./merge-events";
import { mergeInMemory } from "@/lib/ingest/pieces/merge.testing";
import type { Part } from "@/lib/ingest/pieces/part";

/** Clients whose requests are recorded, in the order of the clients' families. */
export const WIRE_CLIENTS = [
  "otel-manual-genai",
  "otel-instrumentation-openai",
  "openinference-openai",
  "openinference-anthropic",
  "openinference-langchain",
  "openinference-openai-agents",
  "logfire",
  "vercel-ai-5",
  "vercel-ai-6",
  "vercel-ai-7",
  "traceloop",
  "openlit",
  "langfuse-otel",
  "langfuse-v3",
  "langsmith",
];

/** Recorded requests of real clients (setting RECOUNT_FIXTURES) with the true values of what the programs did. */
export interface WireCase {
  name: string;
  meta: { requests: WireRequest[]; expected: Expected; gaps?: { path: string; wire: Json }[] };
  folder: string;
}
interface WireRequest {
  file: string | null;
  path: string;
  headers: Record<string, string>;
}
type Loose = Record<string, Json | undefined>;
interface Expected {
  traces?: number;
  session_id?: string;
  user_id?: string;
  environment?: string;
  release?: string;
  service_version?: string;
  version?: string;
  trace_name?: string;
  tags?: string[];
  metadata?: Loose;
  generations?: (Loose & {
    tokens?: Record<string, number> | null;
    tool_calls?: { id?: string; name: string; arguments: Json }[];
  })[];
  tools?: (Loose & { name: string; call_id?: string; arguments: Json; result?: Json; error?: Json })[];
  retrievals?: { query?: string; documents?: { id?: string; content: string; score?: number }[] }[];
  scores?: { name: string; value: Json; on?: string }[];
  errors?: { message?: string }[];
  embeddings?: Loose[];
  rerankers?: Loose[];
  guardrails?: Loose[];
  evaluators?: Loose[];
}

/** Null: the recorded requests are not on this machine. */
export function wireCases(clients: readonly string[]): WireCase[] | null {
  const root = path.resolve(readEnv().fixturesDir, "fixtures/wire");
  if (!existsSync(root)) return null;
  return clients.flatMap((client) =>
    readdirSync(path.join(root, client))
      .filter((file) => file.endsWith(".meta.json"))
      .map((file) => ({
        name: `${client}/${file.replace(".meta.json", "")}`,
        folder: path.join(root, client),
        meta: JSON.parse(readFileSync(path.join(root, client, file), "utf8")) as WireCase["meta"],
      })),
  );
}

/** What the requests of a case decode to, additions joined to their spans. */
export function decodeCase({ meta, folder }: WireCase): {
  spans: ModelSpan[];
  scores: ModelScore[];
  rejected: number;
} {
  const spans = new Map<string, ModelSpan>();
  const additions: ModelAddition[] = [];
  const scores: ModelScore[] = [];
  const parts: Part[] = [];
  let rejected = 0;
  for (const request of meta.requests) {
    if (request.file === null) continue;
    const raw = readFileSync(path.join(folder, request.file));
    const bytes = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    if (request.path.endsWith("/ingestion")) {
      const { batch } = JSON.parse(bytes.toString("utf8")) as { batch: Json[] };
      const read = readBatch(batch, { at: new Date(0), fromBrowser: false });
      parts.push(...read.parts);
      scores.push(...read.scores);
      rejected += read.outcomes.filter(({ error }) => error !== null).length;
      continue;
    }
    const decoded = decode(request, bytes);
    for (const span of decoded.spans) spans.set(span.traceId + span.spanId, span);
    additions.push(...decoded.additions);
    scores.push(...decoded.scores, ...decoded.spans.flatMap((span) => span.scores));
    rejected += decoded.rejected.length;
  }
  for (const span of mergeInMemory(langfuseSource, parts)) spans.set(span.traceId + span.spanId, span);
  const joined = [...spans.values()].map((span) => {
    const [merged] = mergeEvents(
      additions.filter(({ traceId, spanId }) => traceId === span.traceId && spanId === span.spanId),
    );
    return merged === undefined
      ? span
      : { ...span, ...completeBodies(span, merged), finishReason: span.finishReason ?? merged.finishReason };
  });
  return { spans: joined.sort((a, b) => (a.startedAtNs < b.startedAtNs ? -1 : 1)), scores, rejected };
}

/** Bodies, completed by what came on another road: what a span says itself is believed. */
function completeBodies(own: SpanBodies, other: SpanBodies): SpanBodies {
  const input = own.input ?? other.input;
  return {
    system: own.system ?? other.system ?? leadingSystem(input),
    input,
    output: own.output ?? other.output,
    toolDefinitions: own.toolDefinitions ?? other.toolDefinitions,
    inputValue: own.inputValue ?? other.inputValue,
    outputValue: own.outputValue ?? other.outputValue,
    documents: own.documents ?? other.documents,
  };
}

export function decode(request: WireRequest, bytes: Uint8Array): Decoded {
  const encoding = request.headers["content-type"]?.includes("json") ? "json" : "protobuf";
  if (request.path.includes("logs")) return decodeLogs(bytes, encoding);
  return request.path.includes("metrics") ? decodeMetrics(bytes, encoding) : decodeTraces(bytes, encoding);
}

/** A call inside another one is the call that happened; the outer one's facts complete it. */
function counted(spans: ModelSpan[], kind: "llm" | "embedding"): ModelSpan[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const wrappers = new Map<ModelSpan, ModelSpan[]>();
  const outer = new Set<ModelSpan>();
  for (const span of spans) {
    if (span.kind !== kind) continue;
    for (let up = byId.get(span.parentSpanId ?? ""); up; up = byId.get(up.parentSpanId ?? "")) {
      if (up.kind === "tool" || up.kind === "agent" || up.kind === "retrieval") break;
      if (up.kind !== kind) continue;
      outer.add(up);
      wrappers.set(span, [...(wrappers.get(span) ?? []), up]);
    }
  }
  return spans
    .filter((span) => span.kind === kind && !outer.has(span))
    .map((span) => completed(span, wrappers.get(span) ?? []));
}

const completed = (span: ModelSpan, wrappers: ModelSpan[]): ModelSpan =>
  wrappers.reduce(
    (inner, wrapper) => ({
      ...inner,
      ...completeBodies(inner, wrapper),
      streaming: inner.streaming ?? wrapper.streaming,
      provider: inner.provider ?? wrapper.provider,
    }),
    span,
  );

const TOLERANCE_MS = { ttft_ms: 100, duration_ms: 80 } as const;

/** Every true value that the decoded spans do not show; values that the bytes do not carry must be unknown. */
export function differences({ meta }: WireCase, { spans, scores }: ReturnType<typeof decodeCase>): string[] {
  const { expected, gaps = [] } = meta;
  const found: string[] = [];
  const covers = gaps.map((gap) => ({
    ...gap,
    pattern: new RegExp(`^${gap.path.replaceAll(".", "\\.").replaceAll("*", "\\d+")}(\\.|$)`),
  }));
  const gapOf = (at: string) => covers.find(({ pattern }) => pattern.test(at));
  const check = (at: string, want: unknown, got: unknown, ok = same(want, got)): void => {
    if (want === undefined) return;
    const gap = gapOf(at);
    if (gap === undefined ? !ok : gap.wire === null && got !== null && got !== undefined && !ok)
      found.push(`${at}: want ${JSON.stringify(want)}, got ${JSON.stringify(got)}`);
  };
  const firstOf = <Key extends keyof ModelSpan>(key: Key) =>
    spans.map((span) => span[key]).find((value) => value !== null) ?? null;
  const ofKind = (kind: ModelSpan["kind"]) => spans.filter((span) => span.kind === kind);

  check("traces", expected.traces, new Set(spans.map(({ traceId }) => traceId)).size);
  check("session_id", expected.session_id, firstOf("sessionId"));
  check("user_id", expected.user_id, firstOf("userId"));
  check("environment", expected.environment, firstOf("environment"));
  check("release", expected.release ?? expected.service_version, firstOf("release"));
  check("version", expected.version, firstOf("version"));
  check("trace_name", expected.trace_name, firstOf("traceName"));
  for (const tag of expected.tags ?? [])
    check(
      "tags",
      tag,
      spans.flatMap(({ tags }) => tags),
      spans.some(({ tags }) => tags.includes(tag)),
    );
  for (const [key, want] of Object.entries(expected.metadata ?? {}))
    check(
      `metadata.${key}`,
      want,
      spans.map(({ metadata }) => metadata[key]).find((value) => value !== undefined),
      spans.some(({ metadata }) => String(metadata[key]) === String(want) || same(metadata[key], want)),
    );

  if (expected.generations && !gapOf("generations")) {
    const calls = counted(spans, "llm");
    check("generations.length", expected.generations.length, calls.length);
    for (const [i, want] of expected.generations.entries()) {
      const call = calls[i];
      const at = `generations.${i}`;
      if (call === undefined) continue;
      const totals = tokenTotals(call.tokens);
      const shown: Loose = {
        request_model: call.requestModel,
        response_model: call.responseModel,
        streaming: call.streaming,
        system: call.system,
        temperature: call.parameters.temperature,
        max_tokens: call.parameters.max_tokens,
        finish_reason: call.finishReason,
        output_text: call.output?.map(messageText).join("") ?? null,
      };
      for (const [key, got] of Object.entries(shown))
        if (want[key] !== undefined && want[key] !== null) check(`${at}.${key}`, want[key], got);
      if (typeof want.provider === "string")
        check(`${at}.provider`, want.provider, call.provider, call.provider?.includes(want.provider));
      if (want.tokens === null) check(`${at}.tokens`, null, totals);
      else
        for (const [key, count] of Object.entries(want.tokens ?? {})) {
          const got = totals?.[key as keyof typeof totals] ?? null;
          check(`${at}.tokens.${key}`, count, got, got === count || (count === 0 && got === null));
        }
      for (const [key, ns] of [
        ["ttft_ms", call.ttftNs],
        ["duration_ms", call.durationNs],
      ] as const)
        if (typeof want[key] === "number")
          check(
            `${at}.${key}`,
            want[key],
            ns === null ? null : Number(ns) / 1e6,
            ns !== null && Math.abs(Number(ns) / 1e6 - want[key]) <= TOLERANCE_MS[key],
          );
      if (want.input_last_user) check(`${at}.input_last_user`, want.input_last_user, lastUser(call.input));
      for (const [j, wanted] of (want.tool_calls ?? []).entries()) {
        const got = call.output
          ?.flatMap((message) => message.tool_calls ?? [])
          .find((one) => (wanted.id ? one.id === wanted.id : one.name === wanted.name));
        check(
          `${at}.tool_calls.${j}`,
          { name: wanted.name, arguments: wanted.arguments },
          got && { name: got.name, arguments: got.arguments },
        );
      }
      if (want.error) check(`${at}.error`, true, call.isError);
      if (typeof want.reported_cost === "number")
        check(`${at}.reported_cost`, want.reported_cost, Number(call.reportedCostUsd));
    }
  }
  const tools = ofKind("tool");
  if (expected.tools && !gapOf("tools")) {
    check("tools.length", expected.tools.length, tools.length);
    for (const [i, want] of expected.tools.entries()) {
      const named = tools.filter(({ toolName }) => toolName === want.name);
      const tool =
        named.find((one) => want.call_id !== undefined && one.toolCallId === want.call_id) ??
        named.find((one) => same(one.inputValue, want.arguments)) ??
        named[0];
      check(`tools.${i}.name`, want.name, tool?.toolName);
      check(`tools.${i}.arguments`, want.arguments, tool?.inputValue);
      if (want.result !== undefined) check(`tools.${i}.result`, want.result, tool?.outputValue);
      if (want.error) check(`tools.${i}.error`, true, tool?.isError);
    }
  }
  for (const [i, want] of (expected.retrievals ?? []).entries()) {
    const retrieval = ofKind("retrieval")[i];
    check(`retrievals.${i}.query`, want.query, retrieval?.inputValue);
    for (const [j, document] of (want.documents ?? []).entries()) {
      const got = retrieval?.documents?.[j];
      check(`retrievals.${i}.documents.${j}.content`, document.content, got?.content);
      check(`retrievals.${i}.documents.${j}.id`, document.id, got?.id);
      check(`retrievals.${i}.documents.${j}.score`, document.score, got?.score);
    }
  }
  if (expected.embeddings)
    check("embeddings.length", expected.embeddings.length, counted(spans, "embedding").length);
  if (expected.rerankers) check("rerankers.length", expected.rerankers.length, ofKind("rerank").length);
  if (expected.guardrails) check("guardrails.length", expected.guardrails.length, ofKind("guardrail").length);
  if (expected.evaluators) check("evaluators.length", expected.evaluators.length, ofKind("evaluator").length);
  for (const [i, want] of (expected.errors ?? []).entries())
    if (want.message && !gapOf(`errors.${i}`))
      check(
        `errors.${i}`,
        want.message,
        firstOf("error"),
        spans.some(({ error }) => error?.message?.includes(want.message ?? "")),
      );
  for (const [i, want] of (expected.scores ?? []).entries()) {
    const got = scores.find(({ name }) => name === want.name)?.value;
    // A boolean travels as 0 or 1.
    check(`scores.${i}`, want.value, typeof got === "boolean" ? Number(got) : got);
  }
  return found;
}

const lastUser = (messages: Message[] | null): string | null => {
  const last = messages?.findLast(({ role }) => role === "user");
  return last === undefined ? null : messageText(last);
};

const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(sorted(a ?? null)) === JSON.stringify(sorted(b ?? null));
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, item]) => [key, sorted(item)]),
        )
      : value;
