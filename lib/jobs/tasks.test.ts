import { parseCronItems } from "graphile-worker";
import { expect, it } from "vitest";

import { cronOf, nextDue, TASKS } from "./tasks";

it.each([
  [7, "2026-05-01T10:06:59.999Z", "2026-05-01T10:07:00.000Z"],
  [7, "2026-05-01T10:07:00.000Z", "2026-05-01T11:07:00.000Z"],
  [37, "2026-12-31T23:38:00.000Z", "2027-01-01T00:37:00.000Z"],
  ["every", "2026-05-01T10:06:00.000Z", "2026-05-01T10:07:00.000Z"],
] as const)("a task of minute %s is due after %s at %s", (minute, now, due) =>
  expect(nextDue({ minute }, new Date(now))?.toISOString()).toBe(due),
);

it("a task that is asked for is due at no time", () => {
  expect(nextDue({ minute: null }, new Date())).toBeNull();
  expect(cronOf({ minute: null })).toBeNull();
});

it("the queue takes every task's time as it is said to people", () => {
  const now = new Date("2026-05-01T10:20:30Z");
  for (const task of TASKS) {
    const match = cronOf(task);
    if (match === null) continue;
    const [item] = parseCronItems([{ task: task.name, match }]);
    const due = nextDue(task, now)!;
    const dates = Array.from({ length: 60 }, (_, index) => new Date(Date.UTC(2026, 4, 1, 10, 21 + index)));
    const first = dates.find((date) =>
      item!.match({
        min: date.getUTCMinutes(),
        hour: date.getUTCHours(),
        date: date.getUTCDate(),
        month: date.getUTCMonth() + 1,
        dow: date.getUTCDay(),
      }),
    );
    expect([task.name, due]).toEqual([task.name, first]);
  }
});
