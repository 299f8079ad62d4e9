import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { stateAt } from "@/lib/replay/state-at";
import { PlaybackClock } from "@/lib/replay/playback-clock";
import { revealOutput } from "@/lib/replay/reveal-output";
import type { SpanDocument } from "@/lib/traces/document";

import { playedSpans, recordingOfSpans, replayData, timesOf } from "./replay-data";

const START = Date.parse("2026-03-10T12:00:00Z");

const anySpans = fc
  .array(
    fc.record({
      start: fc.nat(20_000),
      duration: fc.option(fc.nat(9_000)),
      ttft: fc.option(fc.nat(9_000)),
      parent: fc.option(fc.nat(20)),
      text: fc.string({ maxLength: 30 }),
      failed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) =>
    all.map(
      ({ start, duration, ttft, parent, text, failed }, n) =>
        ({
          span_id: String(n),
          parent_span_id: parent === null ? null : String(parent),
          kind: n % 2 === 0 ? "llm" : "tool",
          started_at: new Date(START + start).toISOString(),
          duration_ms: duration,
          ttft_ms: ttft,
          status: failed ? "error" : "ok",
          request_model: "m",
          cost_usd: "0.001",
          tokens: { input_total: 2, output_total: 3 },
          output_text: text,
          events: [],
        }) as unknown as SpanDocument,
    ),
  );

describe("the states of a replay that a file holds", () => {
  it("are those that the recording says of each moment", () => {
    fc.assert(
      fc.property(anySpans, fc.integer({ min: -10, max: 40_000 }), (all, ms) => {
        const spans = playedSpans(all);
        const data = replayData(spans);
        const state = stateAt(recordingOfSpans(spans), ms);
        const frame = data.frames.findLast((one) => one.ms <= Math.max(ms, -1));
        expect(frame).toMatchObject({
          current: state.current ?? -1,
          running: state.running,
          ended: state.ended,
          failed: state.failed,
          costNanoUsd: state.costNanoUsd,
          tokens: state.inputTokens + state.outputTokens,
        });
      }),
    );
  });

  it("play at the pace of the console's clock", () => {
    fc.assert(
      fc.property(anySpans, fc.float({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const spans = playedSpans(all);
        const { clock, endMs } = replayData(spans);
        const wanted = new PlaybackClock(recordingOfSpans(spans));
        const played = wanted.playedMs * share;
        const last = clock.findLastIndex(([at]) => at <= played);
        const next = Math.min(clock.length - 1, Math.max(0, last) + 1);
        const [[fromPlayed, from], [toPlayed, to]] = [clock[next - 1] ?? [0, 0], clock[next] ?? [0, endMs]];
        const at =
          toPlayed === fromPlayed
            ? to
            : from + ((played - fromPlayed) / (toPlayed - fromPlayed)) * (to - from);
        expect(at).toBeCloseTo(wanted.recordedAt(played), 3);
      }),
    );
  });

  it("tell no more of an answer than had come", () => {
    fc.assert(
      fc.property(anySpans, fc.integer({ min: 0, max: 40_000 }), (all, ms) => {
        const spans = playedSpans(all);
        const { answers, steps } = replayData(spans);
        for (const [index, growth] of answers.entries()) {
          const span = spans[index] as SpanDocument;
          const known = revealOutput(timesOf(span), ms - (steps[index]?.[0] ?? 0)).text.length;
          if (growth === null) continue;
          const at = growth.points.findLastIndex(([from]) => from <= ms);
          const [from, to] = [growth.points[at], growth.points[at + 1]];
          const [fromMs, fromUnits] = from ?? [0, 0];
          const shown =
            growth.isEven && from && to
              ? Math.floor(fromUnits + ((ms - fromMs) / (to[0] - fromMs)) * (to[1] - fromUnits))
              : fromUnits;
          expect(shown).toBeLessThanOrEqual(known + 1);
          if (!growth.isEven) expect(shown).toBe(known);
        }
      }),
    );
  });
});
