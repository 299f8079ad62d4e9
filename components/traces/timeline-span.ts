import { nsOfIso } from "@/lib/model/instant";
import { SPAN_KINDS, type SpanKind } from "@/lib/model/kind";
import type { SpanDocument } from "@/lib/traces/document";

/** What the timeline needs of a span; times in milliseconds since the trace's earliest span. */
export interface TimelineSpan {
  id: string;
  parentId: string | null;
  kind: SpanKind;
  name: string;
  /** Another service may have another clock. */
  service: string | null;
  model: string | null;
  failed: boolean;
  startMs: number;
  /** Null: has not ended, as far as we know. */
  durationMs: number | null;
  ttftMs: number | null;
  /** Dollars; null: unknown or none. */
  costUsd: string | null;
  tokens: number | null;
}

/** A span as the page carries it: positions in the lists of {@link PackedTimeline} in place of words that recur. */
type PackedSpan = [
  id: string,
  /** Position of the parent, or its id when it is not among the spans; null: a root. */
  parent: number | string | null,
  kind: number,
  name: number,
  service: number | null,
  model: number | null,
  failed: 0 | 1,
  startMs: number,
  durationMs: number | null,
  ttftMs?: number | null,
  costUsd?: string | null,
  tokens?: number | null,
];

/** All spans of a trace in about 60 bytes each: ten thousand of them are still a small page. */
export interface PackedTimeline {
  words: string[];
  spans: PackedSpan[];
  /** When the earliest span began, ISO time. */
  startedAt: string;
}

/** Times to the microsecond: what the store keeps. */
const ms = (value: number): number => Math.round(value * 1000) / 1000;

export function packTimeline(spans: readonly SpanDocument[], startedAt: string): PackedTimeline {
  const words: string[] = [];
  const known = new Map<string, number>();
  const word = (text: string | null): number | null => {
    if (text === null) return null;
    let at = known.get(text);
    if (at === undefined) known.set(text, (at = words.push(text) - 1));
    return at;
  };
  const starts = spans.map((span) => nsOfIso(span.started_at) ?? 0n);
  let first = nsOfIso(startedAt) ?? 0n;
  let firstIso = startedAt;
  for (const [i, ns] of starts.entries()) if (ns < first) [first, firstIso] = [ns, spans[i]!.started_at];
  const position = new Map(spans.map((span, i) => [span.span_id, i]));
  return {
    words,
    startedAt: firstIso,
    spans: spans.map((span, i) => {
      const packed: PackedSpan = [
        span.span_id,
        span.parent_span_id === null ? null : (position.get(span.parent_span_id) ?? span.parent_span_id),
        SPAN_KINDS.indexOf(span.kind),
        word(span.name)!,
        word(span.service),
        word(span.response_model ?? span.request_model),
        span.status === "error" ? 1 : 0,
        ms(Number(starts[i]! - first) / 1e6),
        span.duration_ms === null ? null : ms(span.duration_ms),
      ];
      const tokens = totalTokens(span);
      if (span.ttft_ms !== null || span.cost_usd !== null || tokens !== null)
        packed.push(span.ttft_ms === null ? null : ms(span.ttft_ms), span.cost_usd, tokens);
      return packed;
    }),
  };
}

function totalTokens({ tokens }: SpanDocument): number | null {
  if (tokens === null || (tokens.input_total === null && tokens.output_total === null)) return null;
  return (tokens.input_total ?? 0) + (tokens.output_total ?? 0);
}

export function unpackTimeline({ words, spans }: PackedTimeline): TimelineSpan[] {
  const text = (at: number | null): string | null => (at === null ? null : (words[at] ?? null));
  return spans.map(
    ([
      id,
      parent,
      kind,
      name,
      service,
      model,
      failed,
      startMs,
      durationMs,
      ttftMs = null,
      costUsd = null,
      tokens = null,
    ]) => ({
      id,
      parentId: typeof parent === "number" ? spans[parent]![0] : parent,
      kind: SPAN_KINDS[kind]!,
      name: words[name]!,
      service: text(service),
      model: text(model),
      failed: failed === 1,
      startMs,
      durationMs,
      ttftMs,
      costUsd,
      tokens,
    }),
  );
}
