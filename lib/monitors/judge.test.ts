import { describe, expect, it } from "vitest";

import { MonitorInput, type Measured } from "./definition";
import { judge, newState, type State } from "./judge";

const monitor = (said: object): Measured =>
  MonitorInput.parse({
    kind: "threshold",
    name: "m",
    metric: "error_rate",
    window: "5m",
    direction: "above",
    warning: 0.1,
    alert: 0.2,
    ...said,
  }) as Measured;

/** Statuses after each value; a pair is value and count. */
function walk(of: Measured, values: readonly (number | null | [number, number])[]): string[] {
  let state: State = newState(0);
  return values.map((value, index) => {
    const [figure, count] = Array.isArray(value) ? value : [value, 100];
    state = judge(of, state, { endMs: (index + 1) * 300_000, value: figure, count });
    return `${state.status}${state.firing ? ` ${state.firing.level}` : ""}`;
  });
}

describe("a threshold", () => {
  it("warns, alerts and recovers behind its hysteresis only", () => {
    expect(walk(monitor({}), [0.05, 0.11, 0.095, 0.21, 0.19, 0.17, 0.095, 0.08])).toEqual([
      "ok",
      "warning warning",
      "warning warning",
      "alert alert",
      "alert alert",
      "warning alert",
      "warning alert",
      "ok",
    ]);
  });
  it("recovers at the level that was said", () => {
    expect(walk(monitor({ recover: 0.02 }), [0.3, 0.05, 0.03, 0.02])).toEqual([
      "alert alert",
      "warning alert",
      "warning alert",
      "ok",
    ]);
  });
  it("begins with the first window that fires, not at its end, and stays there when it becomes graver", () => {
    const of = monitor({ window: "1h", no_data: "alert" });
    const HOUR = 3_600_000;
    const began = (values: readonly (number | null)[]): (number | null)[] => {
      let state = newState(0);
      return values.map((value, index) => {
        state = judge(of, state, { endMs: 10 * HOUR + index * 900_000, value, count: 100 });
        return state.firing?.fromMs ?? null;
      });
    };
    const first = 9 * HOUR + 900_000;
    expect(began([0, 0.15, 0.3, 0, null])).toEqual([null, first, first, null, first + 3 * 900_000]);
  });
  it("works downwards, and about zero", () => {
    const below = monitor({ metric: "interactions", direction: "below", warning: 10, alert: 5 });
    expect(walk(below, [10, 9, 10.5, 4, 5.2, 11.1])).toEqual([
      "ok",
      "warning warning",
      "warning warning",
      "alert alert",
      "alert alert",
      "ok",
    ]);
    expect(walk(monitor({ warning: undefined, alert: 0 }), [0, 1, 0])).toEqual(["ok", "alert alert", "ok"]);
  });
  it("does not tell of a figure that wavers about its level", () => {
    const values = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 0.205 : 0.195));
    expect(new Set(walk(monitor({}), values))).toEqual(new Set(["alert alert"]));
  });
  it("says nothing of too few, neither that it began nor that it is over", () => {
    expect(
      walk(monitor({ min_count: 20 }), [
        [1, 5],
        [1, 20],
        [0, 19],
        [0, 20],
      ]),
    ).toEqual(["not_enough", "alert alert", "alert alert", "ok"]);
  });
  it("takes missing data as it was told", () => {
    expect(walk(monitor({ no_data: "ok" }), [0.3, null, 0.3])).toEqual([
      "alert alert",
      "no_data",
      "alert alert",
    ]);
    expect(walk(monitor({ no_data: "keep" }), [null, 0.3, null, 0])).toEqual([
      "no_data",
      "alert alert",
      "alert alert",
      "ok",
    ]);
    expect(walk(monitor({ no_data: "alert" }), [null, 0.01, null, 0.01])).toEqual([
      "not_enough",
      "ok",
      "no_data alert",
      "ok",
    ]);
  });
});

describe("drift", () => {
  it("learns, tells a level that is unusual, and that it is over", () => {
    const drift = MonitorInput.parse({
      kind: "drift",
      name: "d",
      metric: "latency",
      direction: "above",
    }) as Measured;
    let seed = 1;
    const noise = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const calm = (n: number) => Array.from({ length: n }, () => 100 + 10 * noise());
    const statuses = walk(drift, [...calm(400), ...Array.from({ length: 6 }, () => 300), ...calm(6)]);
    expect(statuses[10]).toBe("not_enough");
    expect(new Set(statuses.slice(150, 400))).toEqual(new Set(["ok"]));
    expect(statuses.slice(400, 406)).toContain("warning warning");
    expect(statuses.at(-1)).toBe("ok");
  });
});

describe("a definition", () => {
  const wrong = (said: object): string[] =>
    MonitorInput.safeParse({
      kind: "threshold",
      name: "m",
      metric: "latency",
      window: "5m",
      direction: "above",
      alert: 1,
      ...said,
    }).error?.issues.map(({ path }) => path.join(".")) ?? [];
  it("names what is wrong", () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ metric: "nonsense" })).toEqual(["metric"]);
    expect(wrong({ alert: undefined })).toEqual(["alert"]);
    expect(wrong({ warning: 2 })).toEqual(["alert"]);
    expect(wrong({ recover: 2 })).toEqual(["recover"]);
    expect(wrong({ filters: { feature: [] } })).toEqual(["filters.feature"]);
    expect(wrong({ colour: "red" })).toEqual([""]);
  });
});
