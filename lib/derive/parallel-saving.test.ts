import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";
import { cpuClock } from "@/lib/time/cpu-clock.testing";

import { type KnownRun, parallelSaving } from "./parallel-saving";

const run = (
  startNs: number,
  endNs: number,
  given: Json | undefined,
  gave: Json | undefined,
  hasSideEffect = false,
): KnownRun => ({ startNs, endNs, arguments: given, result: gave, hasSideEffect });

describe("what running tools at once would have saved", () => {
  it("all but the longest, when none needs another's result", () => {
    expect(
      parallelSaving([
        run(0, 10, { city: "Oslo" }, { temperature: 1234 }),
        run(20, 50, { city: "Rome" }, { temperature: 5678 }),
        run(50, 55, { city: "Nice" }, "mild"),
      ]),
    ).toBe(15);
  });
  it("nothing, when each needs the one before it", () => {
    expect(
      parallelSaving([
        run(0, 10, { name: "Kim" }, { user_id: "kim_2231" }),
        run(10, 20, { user: "kim_2231" }, { order: 88123 }),
        run(20, 30, { order: 88123 }, "shipped"),
      ]),
    ).toBe(0);
  });
  it("the levels above what they depend on, each as long as its longest", () => {
    const first = run(0, 10, { name: "Kim" }, { orders: ["A-1001", "A-1002"] });
    const orders = ["A-1001", "A-1002"].map((id, i) => run(10 + i * 20, 30 + i * 20, { id }, { price: i }));
    expect(parallelSaving([first, ...orders])).toBe(20);
  });
  it("prose holds what is picked from it, and a query what is put into it", () => {
    const said = run(0, 10, { q: "fares" }, "Flight HAT271 leaves at noon.");
    expect(parallelSaving([said, run(10, 20, { flight: "HAT271" }, null)])).toBe(0);
    const id = run(0, 10, {}, { id: 99812 });
    expect(parallelSaving([id, run(10, 20, { sql: "select * from t where id = 99812" }, null)])).toBe(0);
  });
  it("a formula holds the figures that it reckons with, a thought the codes that it is about", () => {
    const found = run(0, 10, { from: "ATL" }, [{ flight: "HAT110", price: 282 }, { price: 177 }]);
    expect(parallelSaving([found, run(10, 20, { expression: "(282 - 177) * 2" }, "210.0")])).toBe(0);
    expect(parallelSaving([found, run(10, 20, { thought: "There are seats on HAT110." }, "")])).toBe(0);
    expect(parallelSaving([found, run(10, 20, { expression: "82 + 77" }, "159")])).toBe(10);
  });
  it("what both were given needs no result; short words and numbers prove nothing", () => {
    const a = run(0, 10, { user: "kim_2231" }, { user: "kim_2231", ok: "yes", count: 200 });
    expect(parallelSaving([a, run(10, 20, { user: "kim_2231", ok: "yes", limit: 200 }, null)])).toBe(10);
  });
  it("the unknown depends on all before it", () => {
    expect(parallelSaving([run(0, 10, undefined, "abcd"), run(10, 20, {}, null)])).toBe(0);
    expect(parallelSaving([run(0, 10, {}, undefined), run(10, 20, {}, null)])).toBe(0);
    expect(parallelSaving([run(0, 10, {}, null), run(10, 20, undefined, null)])).toBe(0);
  });
  it("what changes the world comes after all before it, and before all after it", () => {
    const look = (at: number) => run(at, at + 10, { at: `look ${at}` }, null);
    expect(parallelSaving([look(0), run(10, 20, { book: "it" }, null, true), look(20)])).toBe(0);
    expect(parallelSaving([look(0), look(10), run(20, 30, { book: "it" }, null, true)])).toBe(10);
  });
  it("time that runs share already is not saved again", () => {
    expect(
      parallelSaving([run(0, 10, {}, null), run(5, 15, {}, null), run(20, 30, { x: "other" }, null)]),
    ).toBe(15);
    expect(parallelSaving([run(0, 10, {}, null), run(0, 10, {}, null)])).toBe(0);
  });
  it("more runs, or more words, than can be compared are not called independent", () => {
    const many = Array.from({ length: 61 }, (_, i) => run(i, i + 1, {}, null));
    expect(parallelSaving(many)).toBe(0);
    const words = Array.from({ length: 3000 }, (_, i) => `word ${i}`);
    expect(parallelSaving([run(0, 10, {}, words), run(10, 20, {}, null)])).toBe(0);
  });
  it("takes bounded time", () => {
    const text = (n: number) => Array.from({ length: 1900 }, (_, i) => `${n} and ${i} ${"x".repeat(20)}`);
    const runs = Array.from({ length: 60 }, (_, n) => run(n, n + 1, text(n), text(-n - 1)));
    const spentMs = cpuClock();
    parallelSaving(runs);
    expect(spentMs()).toBeLessThan(2_000);
  });
});
