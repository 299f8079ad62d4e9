import { expect, it } from "vitest";

import { foldRepeats } from "./fold-repeats";
import { spanOf } from "./testing";
import { timelineTree } from "./timeline-tree";

const foldsOf = (names: readonly string[]) =>
  foldRepeats(
    timelineTree(names.map((name, n) => spanOf(`s${String(n).padStart(6, "0")}`, { name, startMs: n })))
      .roots,
  ).map(({ nodes, count, period }) => ({ first: nodes[0]!.span.name, spans: nodes.length, count, period }));
const times = <T>(n: number, ...of: T[]): T[] => Array.from({ length: n }, () => of).flat();

it("siblings of one name in a row are folded from ten on", () => {
  expect(foldsOf(["begin", ...times(40, "retrieve"), "end"])).toEqual([
    { first: "retrieve", spans: 40, count: 40, period: 1 },
  ]);
  expect(foldsOf(times(9, "retrieve"))).toEqual([]);
  expect(foldsOf(times(5, "retrieve", "rerank"))).toEqual([]);
});

it("patterns of several are folded whole, and what is left over stands alone", () => {
  expect(foldsOf([...times(12, "chat", "get_price"), "chat", "answer"])).toEqual([
    { first: "chat", spans: 24, count: 12, period: 2 },
  ]);
  expect(foldsOf(times(10, "a", "b", "c", "a"))).toEqual([{ first: "a", spans: 40, count: 10, period: 4 }]);
  expect(foldsOf(times(20, "a", "b", "c", "d", "e"))).toEqual([]);
});

it("one run begins where another ends", () => {
  expect(foldsOf([...times(10, "a"), ...times(10, "b")]).map(({ first }) => first)).toEqual(["a", "b"]);
});

it("a hundred thousand siblings are gone through in one pass", () => {
  const names = Array.from({ length: 100_000 }, (_, n) => `step ${n % 7}`);
  expect(foldsOf(names)).toEqual([]);
  expect(foldsOf(names.map(() => "step"))).toEqual([
    { first: "step", spans: 100_000, count: 100_000, period: 1 },
  ]);
});
