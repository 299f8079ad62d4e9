import { expect, it } from "vitest";

import { kernelTest, type Block } from "./kernel-test";
import { normal, seeded } from "./random";

const random = seeded(11);

/** Groups of four whose members share a level, so that they depend on each other. */
function sample(groups: number, shift: number): { vectors: Float64Array[]; groups: string[] } {
  const vectors: Float64Array[] = [];
  const names: string[] = [];
  for (let group = 0; group < groups; group++) {
    const level = normal(random);
    const name = `${random()}`;
    for (let member = 0; member < 4; member++) {
      vectors.push(Float64Array.of(level + 0.5 * normal(random) + shift, normal(random)));
      names.push(name);
    }
  }
  return { vectors, groups: names };
}

function pOf(kernel: Block["kernel"], shift: number, dependent = true): number {
  const [a, b] = [sample(15, 0), sample(15, shift)];
  const groups = [...a.groups, ...b.groups];
  return kernelTest(
    [{ vectors: [...a.vectors, ...b.vectors], kernel }],
    groups.map((_, index) => index >= a.groups.length),
    dependent ? groups : groups.map((_, index) => `${index}`),
    { permutations: 99, random },
  ).p;
}

it.each(["gaussian", "linear"] as const)(
  "%s: rejects no more than its level where groups depend",
  (kernel) => {
    const rejected = Array.from({ length: 200 }, () => pOf(kernel, 0)).filter((p) => p <= 0.05).length;
    // 99.9 % of a binomial of 200 with 0.05.
    expect(rejected).toBeLessThanOrEqual(21);
    const naive = Array.from({ length: 100 }, () => pOf(kernel, 0, false)).filter((p) => p <= 0.05).length;
    // Items taken for independent would be: this test can fail.
    expect(naive).toBeGreaterThan(12);
  },
);

it.each(["gaussian", "linear"] as const)("%s: finds a shift", (kernel) => {
  const found = Array.from({ length: 20 }, () => pOf(kernel, 2)).filter((p) => p <= 0.05).length;
  expect(found).toBeGreaterThanOrEqual(18);
});

it("the gaussian kernel finds another spread with the same mean", () => {
  const draw = (spread: number): Float64Array[] =>
    Array.from({ length: 100 }, () => Float64Array.of(spread * normal(random)));
  const vectors = [...draw(1), ...draw(3)];
  const labels = vectors.map((_, index) => index >= 100);
  const groups = vectors.map((_, index) => `${index}`);
  expect(kernelTest([{ vectors, kernel: "gaussian" }], labels, groups, { permutations: 99, random }).p).toBe(
    0.01,
  );
});
