import { nsOfIso } from "@/lib/model/instant";
import type { TraceDocument } from "@/lib/traces/document";

import { packFigures } from "./span-figures";
import { type PackedTimeline, packTimeline, type TimelineSpan, unpackTimeline } from "./timeline-span";

/** Spans that travel with the page itself: a screenful many times over, and a small answer. */
export const SPANS_WITH_PAGE = 2_000;

/** Some of a trace's spans in the order of its steps: when they ran and what they are called, without what they said. */
export interface SkeletonPage {
  packed: PackedTimeline;
  /** What each costs (packFigures). */
  figures: string;
  /** Where the next ones are; null: these are the last. */
  next: string | null;
}

/** @param moreHref where pages of the trace's spans are asked for */
export function skeletonPage(
  trace: Pick<TraceDocument, "spans" | "started_at" | "next_cursor">,
  moreHref: string | null,
): SkeletonPage {
  const { spans, started_at, next_cursor } = trace;
  const query = new URLSearchParams({ cursor: next_cursor ?? "" });
  return {
    packed: packTimeline(spans, started_at),
    figures: packFigures(spans),
    next: next_cursor === null || moreHref === null ? null : `${moreHref}?${query}`,
  };
}

/**
 * The pages that a view shows while others arrive: more only once that doubles them, as each time the whole tree is made anew.
 * @param isWhole no more come
 */
export function pagesShown(pages: readonly SkeletonPage[], isWhole: boolean): readonly SkeletonPage[] {
  if (isWhole) return pages;
  let [shown, count, arrived] = [1, spansOf(pages[0]!.packed).length, 0];
  for (const [index, { packed }] of pages.entries()) {
    arrived += spansOf(packed).length;
    if (arrived >= 2 * count) [shown, count] = [index + 1, arrived];
  }
  return pages.slice(0, shown);
}

/** What was unpacked stays so while more pages arrive. */
const unpacked = new WeakMap<PackedTimeline, TimelineSpan[]>();

function spansOf(packed: PackedTimeline): TimelineSpan[] {
  const known = unpacked.get(packed) ?? unpackTimeline(packed);
  unpacked.set(packed, known);
  return known;
}

/** The spans of all pages, with times since the earliest of them. */
export function joinPages(pages: readonly Pick<SkeletonPage, "packed">[]): TimelineSpan[] {
  const starts = pages.map(({ packed }) => nsOfIso(packed.startedAt) ?? 0n);
  const first = starts.reduce((least, start) => (start < least ? start : least));
  return pages.flatMap(({ packed }, page) => {
    const laterMs = Number((starts[page]! - first) / 1000n) / 1000;
    const own = spansOf(packed);
    return laterMs === 0 ? own : own.map((span) => ({ ...span, startMs: span.startMs + laterMs }));
  });
}
