import { expect, it } from "vitest";

import type { LatencyGroup } from "@/lib/latency/by-group";

import { csvOf, latencyRows } from "./latency-rows";

const observed = (count: number, p95: number | null) => ({
  ...{ all: count, count, unstreamed: 0, untimed: 0, synthetic: 0 },
  ...{ p50: 1, p90: 2, p95, p99: 9 },
});
const group = (
  value: string | null,
  count: number,
  p95: number | null,
  before = observed(100, 100),
): LatencyGroup => ({
  value,
  now: observed(count, p95),
  before,
});
const rows = (groups: LatencyGroup[]) => latencyRows(groups, "p95", (value) => value ?? "not set");

it("the change is of the chosen quantile, and worse from five per cent on", () => {
  const [slower, same, faster] = rows([group("a", 50, 150), group("b", 50, 104), group("c", 50, 50)]);
  expect(slower).toMatchObject({ change: 0.5, worse: true });
  expect(same?.worse).toBe(false);
  expect(faster).toMatchObject({ change: -0.5, worse: false });
});

it("a handful, or nothing before, is no change", () => {
  expect(rows([group("a", 5, 500)])[0]).toMatchObject({ change: null, worse: false });
  expect(rows([group("a", 500, 500, observed(0, null))])[0]?.change).toBeNull();
});

it("a dash says why: nothing streamed, the client is silent, or there was nothing", () => {
  const now = (said: Partial<LatencyGroup["now"]>) => ({
    ...group("a", 0, null),
    now: { ...observed(0, null), ...said },
  });
  const reasons = rows([
    now({ all: 9, unstreamed: 9 }),
    now({ all: 9, unstreamed: 4, untimed: 5 }),
    now({ all: 0 }),
  ]).map(({ unknown }) => unknown);
  expect(reasons).toEqual([
    "did not stream",
    "the client does not say when the first token came",
    "nothing observed",
  ]);
});

it("is exported unrounded", () => {
  expect(csvOf(rows([group("a", 50, 150)]), "model", "p95")).toEqual({
    head: ["model", "count", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "p95_change", "synthetic_clock"],
    rows: [["a", 50, 1, 2, 150, 9, 0.5, 0]],
  });
});
