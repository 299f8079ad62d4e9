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
  /** Null: no end is known. */
  durationMs: number | null;
  ttftMs: number | null;
}

/**
 * All spans of a trace as the page carries them: about 40 bytes each, so that ten thousand are still a small page. One text,
 * because React walks lists of lists value by value, on the server and again in the browser.
 */
export interface PackedTimeline {
  /** Words that recur: names, services, models. */
  words: string[];
  /**
   * A line a span, fields by comma: id, parent (line number, or "!" and the id of one that is not there), kind, name,
   * service, model, failed, start after the line before, duration, time to first token. Numbers to base 36, times in
   * microseconds; an empty field is null.
   */
  lines: string;
  /** When the earliest span began, ISO time. */
  startedAt: string;
}

const FIELDS = 10;

const text = (value: number | null): string => (value === null ? "" : value.toString(36));
const number = (field: string): number | null => (field === "" ? null : Number.parseInt(field, 36));
/** Microseconds are what the store keeps. */
const micros = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 1000));

export function packTimeline(spans: readonly SpanDocument[], startedAt: string): PackedTimeline {
  const words: string[] = [];
  const known = new Map<string, number>();
  const word = (value: string | null): number | null => {
    if (value === null) return null;
    let at = known.get(value);
    if (at === undefined) known.set(value, (at = words.push(value) - 1));
    return at;
  };
  const starts = spans.map((span) => nsOfIso(span.started_at) ?? 0n);
  let first = nsOfIso(startedAt) ?? 0n;
  let firstIso = startedAt;
  for (const [i, ns] of starts.entries()) if (ns < first) [first, firstIso] = [ns, spans[i]!.started_at];
  const position = new Map(spans.map((span, i) => [span.span_id, i]));
  let before = 0;
  const lines = spans.map((span, i) => {
    const startUs = Number((starts[i]! - first) / 1000n);
    const step = startUs - before;
    before = startUs;
    const parent =
      span.parent_span_id === null ? null : (position.get(span.parent_span_id) ?? `!${span.parent_span_id}`);
    return [
      span.span_id,
      typeof parent === "string" ? parent : text(parent),
      text(SPAN_KINDS.indexOf(span.kind)),
      text(word(span.name)),
      text(word(span.service)),
      text(word(span.request_model ?? span.response_model)),
      span.status === "error" ? "1" : "",
      text(step),
      text(micros(span.duration_ms)),
      text(micros(span.ttft_ms)),
    ].join(",");
  });
  return { words, lines: lines.join("\n"), startedAt: firstIso };
}

export function unpackTimeline({ words, lines }: PackedTimeline): TimelineSpan[] {
  if (lines === "") return [];
  const rows = lines.split("\n").map((line) => line.split(",", FIELDS));
  const wordAt = (field: string): string | null =>
    field === "" ? null : (words[Number.parseInt(field, 36)] ?? null);
  const ms = (field: string): number | null => (field === "" ? null : Number.parseInt(field, 36) / 1000);
  let startUs = 0;
  return rows.map(([id, parent, kind, name, service, model, failed, step, duration, ttft]) => {
    startUs += number(step!) ?? 0;
    return {
      id: id!,
      parentId:
        parent === "" ? null : parent!.startsWith("!") ? parent!.slice(1) : rows[number(parent!)!]![0]!,
      kind: SPAN_KINDS[number(kind!)!]!,
      name: wordAt(name!)!,
      service: wordAt(service!),
      model: wordAt(model!),
      failed: failed === "1",
      startMs: startUs / 1000,
      durationMs: ms(duration!),
      ttftMs: ms(ttft!),
    };
  });
}
