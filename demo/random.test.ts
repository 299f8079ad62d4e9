import { expect, test } from "vitest";

import { seeded } from "./random";

test("a fork does not depend on what was drawn before", () => {
  const a = seeded("x");
  a.next();
  expect(a.fork("y").next()).toBe(seeded("x").fork("y").next());
});

test("draws are spread: mean of uniforms near a half, median of log-normals near the median", () => {
  const random = seeded("spread");
  const uniforms = Array.from({ length: 10_000 }, () => random.next());
  expect(uniforms.reduce((sum, value) => sum + value, 0) / uniforms.length).toBeCloseTo(0.5, 1);
  const sizes = Array.from({ length: 10_001 }, () => random.lognormal(100, 0.7)).toSorted((a, b) => a - b);
  expect(sizes[5000]).toBeGreaterThan(95);
  expect(sizes[5000]).toBeLessThan(105);
});

test("ranks stay within their bounds, the first the most frequent", () => {
  const random = seeded("ranks");
  const ranks = Array.from({ length: 5000 }, () => random.zipf(10));
  expect(Math.min(...ranks)).toBe(0);
  expect(Math.max(...ranks)).toBe(9);
  const first = ranks.filter((rank) => rank === 0).length;
  expect(first).toBeGreaterThan(ranks.filter((rank) => rank === 1).length);
});
