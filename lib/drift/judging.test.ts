import { describe, expect, it } from "vitest";

import { type Judged, judgingOf, type Rounds } from "./judging";

const SATURDAY = Date.UTC(2026, 2, 7, 10);
const FRIDAY = SATURDAY - 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

const at = (ms: number): Rounds => ({ watchedTo: iso(ms), isArriving: false, nowMs: ms + 60_000 });
const series = (said: Partial<Judged> = {}): Judged => ({
  phase: "watching",
  days: { week: true, weekend: true },
  clockOffsetMs: 0,
  waits: null,
  until: null,
  pinnedFrom: null,
  ...said,
});
const waiting = (hours: number, n: number): Partial<Judged> => ({
  phase: "not_enough",
  days: null,
  waits: { has: { hours, n }, needs: { hours: 24, n: 200 } },
});
const young = { days: { week: true, weekend: false } };

describe("what is said of a series", () => {
  it.each<[string, Judged, Rounds, string, string | null, RegExp]>([
    ["is judged", series(), at(SATURDAY), "judging", null, /^$/],
    [
      "a young one on a working day",
      series(young),
      at(FRIDAY),
      "judging",
      null,
      /^Weekends .* on them nothing is judged\.$/,
    ],
    [
      "a young one on a Saturday",
      series(young),
      at(SATURDAY),
      "unseen_days",
      "2026-03-09T00:00:00.000Z",
      /^Weekends have not been seen yet; nothing is judged until Monday 9 March at 00:00 UTC at the latest\.$/,
    ],
    [
      "by the project's clock",
      series({ ...young, clockOffsetMs: 2 * 3_600_000 }),
      at(Date.UTC(2026, 2, 6, 23)),
      "unseen_days",
      "2026-03-08T22:00:00.000Z",
      /until Sunday 8 March at 22:00 UTC/,
    ],
    [
      "one that has seen a weekend only",
      series({ days: { week: false, weekend: true } }),
      at(FRIDAY),
      "unseen_days",
      "2026-03-07T00:00:00.000Z",
      /^Working days have not been seen yet/,
    ],
    [
      "nothing came",
      series({ until: iso(FRIDAY) }),
      at(SATURDAY),
      "silent",
      null,
      /^Nothing came since Friday 6 March at 10:00 UTC/,
    ],
    ["it moved", series({ phase: "drifting" }), at(SATURDAY), "moved", null, /recovery is watched for/],
    [
      "too few",
      series(waiting(5, 90)),
      at(FRIDAY),
      "too_few",
      null,
      /^Not enough data: 5 of 24 hours, 90 of 200 observations\.$/,
    ],
    [
      "enough, and not of one kind of days",
      series(waiting(30, 900)),
      at(FRIDAY),
      "too_few",
      null,
      /24\shours of working days, or of weekends, are needed\.$/,
    ],
    [
      "not looked at",
      series({ phase: "not_enough", days: null }),
      at(FRIDAY),
      "not_looked_at",
      null,
      /^Not looked at yet\.$/,
    ],
    [
      "a history arrives",
      series(waiting(5, 90)),
      { ...at(FRIDAY), isArriving: true },
      "arriving",
      null,
      /^A history is arriving/,
    ],
    [
      "accepted as the new normal",
      series({ ...waiting(3, 20), pinnedFrom: iso(FRIDAY) }),
      at(FRIDAY),
      "accepted",
      null,
      /^Accepted as the new normal from Friday 6 March at 10:00 UTC on; judged once there is enough of it: 3 of 24 hours, 20 of 200 observations\.$/,
    ],
    [
      "the worker is away",
      series(),
      { ...at(FRIDAY), nowMs: FRIDAY + 3 * 3_600_000 },
      "behind",
      null,
      /^Nothing that came after Friday 6 March at 10:00 UTC has been looked at yet/,
    ],
  ])("%s", (_, one, rounds, state, until, text) => {
    const judging = judgingOf(one, rounds);
    expect(judging).toMatchObject({ state, until });
    expect(judging.text).toMatch(text);
  });
});
