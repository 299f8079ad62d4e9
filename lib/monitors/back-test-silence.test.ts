import fc from "fast-check";
import { expect, it } from "vitest";

import { detectSilence } from "@/lib/ingest-usage/detect-silence";

import { trySender } from "./back-test-silence";
import type { SilenceMonitor } from "./definition";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FROM = Date.parse("2026-05-10T00:00:00Z");
const TRIED = { fromMs: FROM, toMs: FROM + 48 * HOUR, stepMs: 5 * MINUTE, most: 20 };
const MONITOR: SilenceMonitor = { kind: "silence", name: "s", enabled: true, of: "key", level: "alert" };

/** Stretches of sending every so many minutes, with pauses between them. */
const activity = fc
  .array(
    fc.record({
      every: fc.integer({ min: 1, max: 90 }),
      times: fc.integer({ min: 1, max: 60 }),
      pause: fc.integer({ min: 1, max: 900 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((stretches) => {
    let at = FROM - 24 * HOUR;
    return stretches.flatMap(({ every, times, pause }) => {
      const own = Array.from({ length: times }, (_, n) => at + n * every * MINUTE);
      at += (times * every + pause) * MINUTE;
      return own;
    });
  })
  .map((active) => active.filter((at) => at <= TRIED.toMs));

/** As the live round keeps it: bit n of an hour is its minute n. */
function hoursOf(active: readonly number[]): { hourMs: number; minutes: bigint }[] {
  const hours = new Map<number, bigint>();
  for (const at of active) {
    const hour = at - (at % HOUR);
    hours.set(hour, (hours.get(hour) ?? 0n) | (1n << BigInt((at % HOUR) / MINUTE)));
  }
  return [...hours].map(([hourMs, minutes]) => ({ hourMs, minutes }));
}

it("says at each step what the live round would have said, knowing what had come by then", () => {
  fc.assert(
    fc.property(activity, (active) => {
      const { values, fired } = trySender(MONITOR, { series: "a", active, spreadMs: 0 }, TRIED);
      const fires = (ms: number) =>
        fired.some(({ fromMs, endMs }) => fromMs <= ms && (endMs === null || ms < endMs));
      for (let ms = FROM + TRIED.stepMs, index = 0; ms <= TRIED.toMs; ms += TRIED.stepMs, index++) {
        const past = active.filter((at) => at <= ms);
        const last = past.at(-1);
        expect(values[index]).toBe(last === undefined ? null : ms - last);
        expect(fires(ms)).toBe(last !== undefined && detectSilence(hoursOf(past), last, ms) !== null);
      }
    }),
    { numRuns: 30 },
  );
});
