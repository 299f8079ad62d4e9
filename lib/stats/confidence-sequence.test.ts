import { expect, it } from "vitest";

import { normalMixtureBound, tightestAt } from "./confidence-sequence";
import { normal, seeded } from "./random";

it("holds a sum of normal deviations at every look, in 95 of 100 runs or more", () => {
  const random = seeded(3);
  const rho = tightestAt(200, 0.05);
  let crossed = 0;
  for (let run = 0; run < 1000; run++) {
    let sum = 0;
    for (let look = 1; look <= 1000; look++) {
      sum += normal(random);
      if (Math.abs(sum) < normalMixtureBound(look, 0.05, rho)) continue;
      crossed++;
      break;
    }
  }
  expect(crossed).toBeLessThanOrEqual(50);
  // Not empty either: an interval for one look would be crossed by most runs, one that is far too wide by none.
  expect(crossed).toBeGreaterThan(10);
});

it("is tightest about where it was asked to be", () => {
  const width = (rho: number): number => normalMixtureBound(500, 0.05, rho);
  const best = tightestAt(500, 0.05);
  expect(width(best)).toBeLessThan(width(best * 3));
  expect(width(best)).toBeLessThan(width(best / 3));
});
