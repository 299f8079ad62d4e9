import { describe, expect, it } from "vitest";

import { seeded } from "@/lib/stats/random";
import type { Share } from "@/lib/stats/compare-shares";

import { findCause, mostCalls } from "./find-cause";
import { namedBy, simulateCause } from "./simulated-cause.testing";

const keys = (count: number) => Array.from({ length: count }, (_, at) => `s${at}`);

/** Runs by draws: without `cause` the outcome comes rarely, else mostly. Counts the runs of each. */
function drawn(cause: string | null, noise: number, random: () => number) {
  const runs = new Map<string | null, number>();
  const measure = (wanted: readonly { part: string | null; times: number }[]): Promise<Share[]> =>
    Promise.resolve(
      wanted.map(({ part, times }) => {
        runs.set(part, (runs.get(part) ?? 0) + times);
        const came = Array.from(
          { length: times },
          () => (part !== cause || cause === null) !== random() < noise,
        );
        return { part: came.filter(Boolean).length, whole: times };
      }),
    );
  return { runs, measure };
}

describe("the cause of an outcome", () => {
  it("one part is run as often as the unchanged call", async () => {
    const { runs, measure } = drawn("s0", 0, seeded(1));
    const result = await findCause(["s0"], 10, measure);
    expect(runs).toEqual(
      new Map([
        [null, 10],
        ["s0", 10],
      ]),
    );
    expect(result).toMatchObject({
      unchanged: { part: 10, whole: 10 },
      parts: [
        {
          part: "s0",
          without: { part: 0, whole: 10 },
          effect: { difference: -1, runs: 10 },
          established: true,
        },
      ],
    });
    expect(result.parts[0]?.effect?.high).toBeLessThan(-0.5);
  });

  it.each([2, 5, 13, 40])(
    "of %i parts none is run more often than is asked for, and all calls are foretold",
    async (count) => {
      const { runs, measure } = drawn("s1", 0.1, seeded(count));
      const result = await findCause(keys(count), 10, measure);
      const { [0]: unchanged, ...others } = [runs.get(null), ...keys(count).map((key) => runs.get(key) ?? 0)];
      expect(unchanged).toBe(20);
      expect(Math.max(...(Object.values(others) as number[]))).toBe(10);
      expect([...runs.values()].reduce((sum, one) => sum + one, 0)).toBe(mostCalls(count, 10));
      expect(namedBy(result)).toBe("s1");
      expect(result.parts.filter(({ effect }) => effect !== null)).toHaveLength(2);
    },
  );

  it("names none where nothing decides, in all but few of a hundred cases", async () => {
    const random = seeded(5);
    let named = 0;
    for (let at = 0; at < 200; at++)
      if (namedBy(await findCause(keys(12), 10, drawn(null, 0.3, random).measure)) !== null) named++;
    expect(named).toBeLessThanOrEqual(14);
  });

  it("names none where no run gave an answer", async () => {
    const none = (wanted: readonly unknown[]) => Promise.resolve(wanted.map(() => ({ part: 0, whole: 0 })));
    expect(namedBy(await findCause(keys(3), 10, none))).toBeNull();
    expect(namedBy(await findCause(keys(1), 10, none))).toBeNull();
  });
});

it("a simulated provider’s cause is named at ten runs a part, with a tenth of the answers turned round", async () => {
  const random = seeded(20261130);
  const kinds = ["document", "tool_result", "sentence"] as const;
  let named = 0;
  for (let at = 0; at < 12; at++) {
    const { cause, result } = await simulateCause({
      cause: kinds[at % 3] as "document",
      noise: 0.1,
      times: 10,
      random,
    });
    if (namedBy(result) === cause.key) named++;
  }
  expect(named).toBeGreaterThanOrEqual(11);
}, 60_000);
