import { expect, it } from "vitest";

import { dateIn } from "./date-in";

const ms = Date.parse("2026-03-10T23:30:00Z");

it.each<[string, string | null]>([
  ["Today is 2026-03-10.", "2026-03-10"],
  ["It is 2026-03-11T08:30+09:00 in Tokyo.", "2026-03-11"],
  ["March 10, 2026", "March 10, 2026"],
  ["Tuesday, 10th of March 2026", "10th of March 2026"],
  ["10.03.2026", "10.03.2026"],
  ["3/10/2026, 11 pm", "3/10/2026"],
  [`now=${Math.floor(ms / 1000)}`, String(ms / 1000)],
  ["Booked on 2026-01-02, today is 2026-03-10", "2026-03-10"],
  // Neither the day of the call nor one beside it: it says the same whenever it is made.
  ["The flight of 2026-05-17", null],
  ["Rule of 2019, section 3.10", null],
  ["order 1234567890", null],
  ["", null],
])("%j holds the day of the call: %j", (text, found) => {
  expect(dateIn(text, ms)).toBe(found);
});
