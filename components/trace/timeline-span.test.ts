import { describe, expect, it } from "vitest";

import type { SpanDocument } from "@/lib/traces/document";

import { findSpans } from "./find-spans";
import { minimapPaths } from "./minimap-paths";
import { spanOf } from "./testing";
import { packTimeline, unpackTimeline } from "./timeline-span";
import { timelineTree } from "./timeline-tree";

const document = (id: string, words: Partial<SpanDocument> = {}): SpanDocument =>
  ({
    span_id: id,
    parent_span_id: null,
    kind: "llm",
    name: "chat",
    service: "web",
    response_model: null,
    request_model: "m",
    status: "ok",
    started_at: "2026-01-01T00:00:01.000250Z",
    duration_ms: 12.5,
    ttft_ms: null,
    tokens: null,
    cost_usd: null,
    ...words,
  }) as SpanDocument;

describe("a packed timeline", () => {
  it("unpacks to the spans with times since the earliest of them, to the microsecond", () => {
    const packed = packTimeline(
      [
        document("root", { kind: "agent", name: "agent", started_at: "2026-01-01T00:00:01.000000Z" }),
        document("call", {
          parent_span_id: "root",
          ttft_ms: 4,
          cost_usd: "0.01",
          tokens: { input_total: 3, output_total: 4, cache_read: null, cache_write: null, reasoning: null },
        }),
        document("lost", { parent_span_id: "never", status: "error", duration_ms: null }),
      ],
      "2026-01-01T00:00:02Z",
    );
    expect(packed.startedAt).toBe("2026-01-01T00:00:01.000000Z");
    const [root, call, lost] = unpackTimeline(packed);
    expect(root).toMatchObject({
      id: "root",
      parentId: null,
      kind: "agent",
      startMs: 0,
      model: "m",
      ttftMs: null,
    });
    expect(call).toMatchObject({
      parentId: "root",
      startMs: 0.25,
      durationMs: 12.5,
      ttftMs: 4,
    });
    expect(lost).toMatchObject({ parentId: "never", failed: true, durationMs: null });
  });

  it("needs less than fifty bytes a span", () => {
    const spans = Array.from({ length: 1000 }, (_, i) =>
      document(i.toString(16).padStart(16, "0"), { parent_span_id: "0000000000000000" }),
    );
    expect(JSON.stringify(packTimeline(spans, "2026-01-01T00:00:01Z")).length / 1000).toBeLessThan(50);
  });
});

describe("searching within spans", () => {
  const { roots } = timelineTree([
    spanOf("root", { name: "agent run" }),
    spanOf("a", { parentId: "root", name: "search flights", kind: "tool" }),
    spanOf("b", { parentId: "root", name: "chat", kind: "llm", model: "gpt-4o", failed: true }),
  ]);

  it("finds every word in name, kind, model or outcome, and keeps the way there", () => {
    const NONE = new Set<string>();
    expect([...findSpans(roots, "flights", NONE)!.matches]).toEqual(["a"]);
    expect([...findSpans(roots, "GPT failed", NONE)!.matches]).toEqual(["b"]);
    expect(findSpans(roots, "flights", NONE)!.shown).toEqual(new Set(["a", "root"]));
    expect(findSpans(roots, "  ", NONE)).toBeNull();
    // Those that say it, too; while that is not known, nothing is hidden for it.
    expect([...findSpans(roots, "nobody is named so", new Set(["a"]))!.matches]).toEqual(["a"]);
    expect(findSpans(roots, "nobody is named so", NONE)!.shown).toEqual(NONE);
    expect(findSpans(roots, "nobody is named so", null)).toBeNull();
    expect([...findSpans(roots, "flights", null)!.matches]).toEqual(["a"]);
  });
});

describe("the minimap", () => {
  it("is as large for ten thousand spans as its box needs, not as they are", () => {
    const spans = Array.from({ length: 10_000 }, (_, i) => spanOf(`s${i}`, { startMs: i, durationMs: 1 }));
    const size = [...minimapPaths(timelineTree(spans).roots, 10_000).values()].join("").length;
    expect(size).toBeLessThan(30_000);
  });
});
