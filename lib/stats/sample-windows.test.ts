import fc from "fast-check";
import { expect, it } from "vitest";

import { sampleWindows } from "./sample-windows";

const day = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 2, 2) };

it("few rows are all read", () => {
  expect(sampleWindows(day, 4000, 4000)).toEqual([day]);
});

it("windows lie apart within the range and take the wanted share of it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5000, max: 2_000_000 }),
      fc.integer({ min: 500, max: 4000 }),
      (rows, wanted) => {
        const windows = sampleWindows(day, rows, wanted);
        let after = day.from;
        for (const { from, to } of windows) {
          expect(from).toBeGreaterThanOrEqual(after);
          expect(to).toBeGreaterThan(from);
          after = to;
        }
        expect(after).toBeLessThanOrEqual(day.to);
        const covered = windows.reduce((sum, { from, to }) => sum + to - from, 0) / (day.to - day.from);
        expect(covered / (wanted / rows)).toBeGreaterThan(0.95);
        expect(covered / (wanted / rows)).toBeLessThan(1.05);
      },
    ),
  );
});
