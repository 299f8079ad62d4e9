import { expect, it } from "vitest";

import { detectSilence } from "./detect-silence";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.parse("2026-11-20T12:00:00Z");

/** Something every so many minutes, from so many minutes before noon up to noon. */
function habit(everyMinutes: number, forMinutes: number) {
  const hours = new Map<number, bigint>();
  for (let ago = 0; ago <= forMinutes; ago += everyMinutes) {
    const at = NOON - ago * MINUTE;
    const hour = at - (at % HOUR);
    hours.set(hour, (hours.get(hour) ?? 0n) | (1n << BigInt((at % HOUR) / MINUTE)));
  }
  return [...hours].map(([hourMs, minutes]) => ({ hourMs, minutes }));
}

const later = (hours: ReturnType<typeof habit>, minutes: number) =>
  detectSilence(hours, NOON, NOON + minutes * MINUTE);

it("of a sender that came every minute is told after a quarter of an hour", () => {
  const hours = habit(1, 24 * 60);
  expect(later(hours, 14)).toBeNull();
  expect(later(hours, 16)).toEqual({ silentMs: 16 * MINUTE, usualMs: MINUTE, habit: "hours" });
});

it("of an hourly one is told after four hours, and forgotten after a week", () => {
  const hours = habit(60, 24 * 60);
  expect(later(hours, 3 * 60)).toBeNull();
  expect(later(hours, 5 * 60)).toMatchObject({ usualMs: HOUR });
  expect(later(hours, 8 * 24 * 60)).toBeNull();
});

it("of one that was steady for two hours is told for a day", () => {
  const hours = habit(2, 130);
  expect(later(hours, 20)).toEqual({ silentMs: 20 * MINUTE, usualMs: 2 * MINUTE, habit: "minutes" });
  expect(later(hours, 25 * 60)).toBeNull();
});

it("is not told of those without a habit", () => {
  expect(later(habit(1, 30), 600)).toBeNull();
  expect(later(habit(240, 24 * 60), 600)).toBeNull();
  expect(later([], 600)).toBeNull();
});
