import { expect, it } from "vitest";

import { seeded } from "@/lib/stats/random";

import { compareBehaviour } from "./compare-behaviour";
import { featuresOf, type Output } from "./output-features";

const random = seeded(5);
const WORDS = "the flight seat booking is can you your to a for on with now please tomorrow".split(" ");

const outputs = (count: number, change: Partial<Output> & { opening?: string } = {}): Output[] =>
  Array.from({ length: count }, () => {
    const words = Array.from(
      { length: 8 + Math.floor(random() * 20) },
      () => WORDS[Math.floor(random() * WORDS.length)],
    );
    const text = `${change.opening ?? ""}${words.join(" ")}`;
    return { text, finish: "stop", tools: [], group: `${random()}`, ...change };
  });

it("finds what changed, and names it first", () => {
  const found = (change: Parameters<typeof outputs>[1]) =>
    compareBehaviour(outputs(100), [...outputs(60), ...outputs(40, change)], { permutations: 199 });
  expect(found({ opening: "Of course! " })).toMatchObject({
    p: 0.005,
    behaviours: [{ behaviour: "opening" }, {}, {}, {}, {}],
  });
  expect(found({ finish: "length" })?.behaviours[0]?.behaviour).toBe("finish");
  expect(found({ tools: ["search"] })?.behaviours[0]?.behaviour).toBe("tools");
});

it("is the same for the same seed, and rarely sure where nothing changed", () => {
  const [before, after] = [outputs(60), outputs(60)];
  expect(compareBehaviour(before, after, { seed: 3 })).toEqual(compareBehaviour(before, after, { seed: 3 }));
  const p = Array.from(
    { length: 20 },
    (_, seed) => compareBehaviour(outputs(40), outputs(40), { seed, permutations: 99 })?.p ?? 0,
  );
  expect(p.filter((one) => one <= 0.05).length).toBeLessThanOrEqual(5);
});

it("says nothing of a few", () => {
  expect(compareBehaviour(outputs(29), outputs(100))).toBeNull();
});

it("reads outputs in any script, and empty ones", () => {
  for (const text of ["", "日本語の答え。", "Ответ", "🙂"]) {
    const features = featuresOf({ text, finish: null, tools: [], group: "a" });
    expect(features.flatMap((vector) => [...vector]).every(Number.isFinite)).toBe(true);
  }
});
