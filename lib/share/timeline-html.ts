import { formatDuration } from "@/lib/format/duration";
import { markup, type Html, type Markup } from "@/lib/format/html";
import { formatUsd } from "@/lib/format/money";
import { UNKNOWN } from "@/lib/format/significant";
import type { SpanDocument } from "@/lib/traces/document";

interface Row {
  span: SpanDocument;
  depth: number;
}

/** Deeper is not indented further: the name needs the room. */
const DEEPEST = 8;

/** Steps under their parents, by start; one whose parent is not there, or stands below it, is a root. */
export function rowsOf(spans: readonly SpanDocument[]): Row[] {
  const children = new Map<string | null, SpanDocument[]>();
  const seen = new Set<string>();
  for (const span of spans) {
    // None stands before the one that it is part of, so a circle begins with a root.
    const parent = span.parent_span_id !== null && seen.has(span.parent_span_id) ? span.parent_span_id : null;
    children.set(parent, [...(children.get(parent) ?? []), span]);
    seen.add(span.span_id);
  }
  const rows: Row[] = [];
  const next: Row[] = (children.get(null) ?? []).map((span) => ({ span, depth: 0 })).toReversed();
  for (let row = next.pop(); row !== undefined; row = next.pop()) {
    rows.push(row);
    const below = children.get(row.span.span_id) ?? [];
    for (const span of below.toReversed()) next.push({ span, depth: row.depth + 1 });
  }
  return rows;
}

/** A bar for each step on the trace's clock, drawn without scripts and styles of its own. */
export function timelineHtml(spans: readonly SpanDocument[]): Markup {
  const starts = spans.map((span) => Date.parse(span.started_at));
  const from = starts.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const to = spans.reduce(
    (most, span, i) => Math.max(most, (starts[i] ?? 0) + (span.duration_ms ?? 0)),
    from,
  );
  const total = Math.max(to - from, 0.001);
  return markup`<table class="timeline">
    <thead>
      <tr>
        <th scope="col">Step</th>
        <th scope="col" class="bars">${formatDuration(total)} in all</th>
        <th scope="col" class="num">Took</th>
        <th scope="col" class="num">Cost</th>
      </tr>
    </thead>
    <tbody>
      ${rowsOf(spans).map(({ span, depth }) => lineOf(span, depth, (Date.parse(span.started_at) - from) / total, (span.duration_ms ?? 0) / total))}
    </tbody>
  </table>`;
}

function lineOf(span: SpanDocument, depth: number, start: number, share: number): Html {
  const x = (start * 1000).toFixed(1);
  // What is over at once is seen, too.
  const width = Math.max(share * 1000, 2).toFixed(1);
  const failed = span.status === "error";
  return markup`<tr>
    <td class="step d${Math.min(depth, DEEPEST)}">
      <a href="#span-${span.span_id}">${span.name}</a>${failed && markup` <span class="bad">failed</span>`}
    </td>
    <td class="bars">
      <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        <rect
          class="${failed ? "bar failed" : `bar ${span.kind}`}"
          x="${x}"
          y="0"
          width="${width}"
          height="10"
        />
      </svg>
    </td>
    <td class="num">${span.duration_ms === null ? UNKNOWN : formatDuration(span.duration_ms)}</td>
    <td class="num">${span.cost_usd !== null && formatUsd(span.cost_usd)}</td>
  </tr> `;
}
