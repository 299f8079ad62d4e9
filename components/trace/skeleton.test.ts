import { expect, it } from "vitest";

import type { SpanDocument } from "@/lib/traces/document";

import { joinPages, pagesShown, skeletonPage } from "./skeleton";

const STARTED = "2026-01-01T00:00:01.000000Z";
const spanAt = (id: number, ms: number): SpanDocument =>
  ({
    span_id: String(id),
    parent_span_id: id === 0 ? null : "0",
    kind: "llm",
    name: `chat ${id % 3}`,
    service: "web",
    response_model: null,
    request_model: "m",
    status: "ok",
    started_at: new Date(Date.parse(STARTED) + ms).toISOString(),
    duration_ms: 5,
    ttft_ms: null,
    tokens: null,
    cost_usd: null,
  }) as SpanDocument;
const pageOf = (spans: SpanDocument[], next_cursor: string | null = null) =>
  skeletonPage({ spans, started_at: STARTED, next_cursor }, "/spans");

it("pages joined are the trace, also where a parent or the earliest span is on another page", () => {
  const spans = Array.from({ length: 50 }, (_, id) => spanAt(id, id === 40 ? -2_000 : id * 10));
  const whole = joinPages([pageOf(spans)]);
  const pages = [pageOf(spans.slice(0, 20)), pageOf(spans.slice(20, 45)), pageOf(spans.slice(45))];
  expect(joinPages(pages)).toEqual(whole);
  expect(whole[40]).toMatchObject({ id: "40", parentId: "0", startMs: 0 });
  expect(joinPages(pages.slice(0, 1))[0]).toMatchObject({ startMs: 0 });
});

it("a page says where the next one is, unless it is the last or nobody has more", () => {
  expect(pageOf([spanAt(0, 0)], "c+1").next).toBe("/spans?cursor=c%2B1");
  expect(pageOf([spanAt(0, 0)]).next).toBeNull();
  expect(skeletonPage({ spans: [], started_at: STARTED, next_cursor: "c" }, null)).toMatchObject({
    next: null,
    figures: "",
  });
});

it("pages that arrive are shown when they double what is shown, and all of them in the end", () => {
  const page = pageOf(Array.from({ length: 10 }, (_, id) => spanAt(id, id)));
  const shown = (count: number, isWhole = false): number =>
    pagesShown(
      Array.from({ length: count }, () => page),
      isWhole,
    ).length;
  expect([1, 2, 3, 4, 5, 7, 8, 9].map((count) => shown(count))).toEqual([1, 2, 2, 4, 4, 4, 8, 8]);
  expect(shown(9, true)).toBe(9);
});
