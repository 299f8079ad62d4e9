import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SPAN_KINDS } from "@/lib/model/kind";

import { PlaybackClock } from "./playback-clock";
import { type RecordedStep, recordingOf } from "./recording";
import { revealOutput } from "./reveal-output";
import { happenedBy, phaseOf, stateAt } from "./state-at";

const milliseconds = (max: number) => fc.integer({ min: 0, max: max * 1000 }).map((micros) => micros / 1000);

const stepArbitrary: fc.Arbitrary<RecordedStep> = fc
  .record({
    kind: fc.constantFrom(...SPAN_KINDS),
    startMs: milliseconds(20_000),
    lasts: fc.option(milliseconds(5_000)),
    ttftMs: fc.option(milliseconds(6_000)),
    failed: fc.boolean(),
    isLeaf: fc.boolean(),
    figures: fc.record({
      isBilled: fc.boolean(),
      costNanoUsd: fc.option(fc.nat(1e9)),
      inputTokens: fc.option(fc.nat(1e6)),
      outputTokens: fc.option(fc.nat(1e6)),
      isEstimated: fc.boolean(),
    }),
  })
  .map(({ lasts, ...step }) => ({ ...step, id: "", endMs: lasts === null ? null : step.startMs + lasts }));

const recordingArbitrary = fc
  .tuple(fc.array(stepArbitrary, { maxLength: 30 }), milliseconds(30_000))
  .map(([steps, endMs]) => {
    const named = steps
      .toSorted((a, b) => a.startMs - b.startMs)
      .map((step, index) => ({ ...step, id: `${index}` }));
    return recordingOf(named, endMs);
  });

const moments = milliseconds(40_000);

describe("a state of a replay", () => {
  it("is what a count of the steps themselves says, at every moment", () => {
    fc.assert(
      fc.property(recordingArbitrary, moments, (recording, ms) => {
        const { steps } = recording;
        const state = stateAt(recording, ms);
        const ended = steps.filter((step) => phaseOf(step, ms) === "ended");
        const billed = ended.filter(({ figures }) => figures.isBilled).map(({ figures }) => figures);
        expect(state.begun).toBe(steps.filter(({ startMs }) => startMs <= ms).length);
        expect(state.running).toBe(steps.filter((step) => phaseOf(step, ms) === "running").length);
        expect(state.ended).toBe(ended.length);
        expect(state.failed).toBe(ended.filter(({ failed }) => failed).length);
        expect(state.costNanoUsd).toBe(billed.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0));
        expect(state.unknownCosts).toBe(billed.filter(({ costNanoUsd }) => costNanoUsd === null).length);
        expect(state.estimatedCosts).toBe(billed.filter(({ isEstimated }) => isEstimated).length);
        expect(state.inputTokens).toBe(billed.reduce((sum, { inputTokens }) => sum + (inputTokens ?? 0), 0));
        expect(state.outputTokens).toBe(
          billed.reduce((sum, { outputTokens }) => sum + (outputTokens ?? 0), 0),
        );
      }),
    );
  });

  it("knows no event before its time, and at the end all of them", () => {
    fc.assert(
      fc.property(recordingArbitrary, moments, (recording, ms) => {
        const happened = happenedBy(recording, ms);
        expect(recording.events.slice(0, happened).every((event) => event.ms <= ms)).toBe(true);
        expect(recording.events.slice(happened).every((event) => event.ms > ms)).toBe(true);
        const end = stateAt(recording, recording.endMs);
        expect(end.happened).toBe(recording.events.length);
        expect(end.begun).toBe(recording.steps.length);
        expect(end.running).toBe(recording.steps.filter(({ endMs }) => endMs === null).length);
      }),
    );
  });

  it("never shows a step that has not begun, and one that works where there is one", () => {
    fc.assert(
      fc.property(recordingArbitrary, moments, (recording, ms) => {
        const { current } = stateAt(recording, ms);
        const step = current === null ? undefined : recording.steps[current];
        if (step === undefined) {
          expect(recording.steps.every(({ startMs }) => startMs > ms)).toBe(true);
          return;
        }
        expect(step.startMs).toBeLessThanOrEqual(ms);
        const works = recording.steps.some((one) => one.isLeaf && phaseOf(one, ms) === "running");
        if (works) expect([step.isLeaf, phaseOf(step, ms)]).toEqual([true, "running"]);
      }),
    );
  });
});

describe("the clock that plays", () => {
  it("runs forward with the recorded one, back again to the same moment, and never takes longer", () => {
    fc.assert(
      fc.property(recordingArbitrary, fc.tuple(moments, moments), (recording, pair) => {
        const clock = new PlaybackClock(recording);
        const [a, b] = pair.map((ms) => Math.min(ms, recording.endMs)).toSorted((x, y) => x - y) as [
          number,
          number,
        ];
        expect(clock.playedAt(a)).toBeLessThanOrEqual(clock.playedAt(b) + 1e-6);
        expect(clock.playedAt(a)).toBeLessThanOrEqual(a + 1e-6);
        expect(clock.recordedAt(clock.playedAt(a))).toBeCloseTo(a, 3);
        expect(clock.recordedAt(clock.playedMs)).toBeCloseTo(recording.endMs, 3);
      }),
    );
  });

  it("shortens only what no step fills", () => {
    fc.assert(
      fc.property(recordingArbitrary, (recording) => {
        for (const { fromMs, toMs } of new PlaybackClock(recording).gaps) {
          const middle = (fromMs + toMs) / 2;
          const works = recording.steps.some((step) => step.isLeaf && phaseOf(step, middle) === "running");
          expect(works).toBe(false);
        }
      }),
    );
  });
});

describe("an answer that comes", () => {
  const answers = fc.record({
    text: fc.string({ unit: "grapheme", maxLength: 200 }),
    ttftMs: fc.option(milliseconds(3_000)),
    durationMs: fc.option(milliseconds(5_000)),
    chunksMs: fc
      .array(milliseconds(5_000), { maxLength: 20 })
      .map((times) => times.toSorted((a, b) => a - b)),
  });

  it("grows, is whole at the end, and has nothing before the first token", () => {
    fc.assert(
      fc.property(answers, milliseconds(6_000), milliseconds(6_000), (given, x, y) => {
        const { durationMs } = given;
        const chunksMs = given.chunksMs.filter((at) => durationMs === null || at <= durationMs);
        const answer = { ...given, chunksMs };
        const [earlier, later] = [Math.min(x, y), Math.max(x, y)].map((ms) => revealOutput(answer, ms));
        expect(answer.text.startsWith(earlier!.text)).toBe(true);
        expect(later!.text.startsWith(earlier!.text)).toBe(true);
        if (durationMs !== null) expect(revealOutput(answer, durationMs).text).toBe(answer.text);
        const { pace, text } = revealOutput(answer, x);
        if (pace === "even" && x < (answer.ttftMs ?? 0)) expect(text).toBe("");
        if (pace === "recorded" && x < (chunksMs[0] ?? 0)) expect(text).toBe("");
        if ((pace === "at once" || pace === "unknown") && (durationMs === null || x < durationMs))
          expect(text).toBe("");
        expect(text).not.toMatch(/[\ud800-\udbff]$/);
      }),
    );
  });

  it.each([
    [[100, 200, 300, 400], 400, 1000, "recorded"],
    [[], 400, 1000, "even"],
    [[], null, 1000, "at once"],
    [[], 1000, 1000, "at once"],
    [[], 400, null, "unknown"],
  ] as const)("says how its times are known: %j", (chunksMs, ttftMs, durationMs, pace) => {
    expect(revealOutput({ text: "abcd", ttftMs, durationMs, chunksMs: [...chunksMs] }, 250).pace).toBe(pace);
  });
});
