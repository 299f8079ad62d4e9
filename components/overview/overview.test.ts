import { expect, it } from "vitest";

import type { MetricAnswer } from "@/lib/metrics/series";

import { mergeChanges } from "./merge-changes";
import { overviewSeries } from "./overview-series";
import { tileFacts } from "./tile-facts";

const latency = { metric: "latency" as const, now: { p95: 900 }, before: { p95: 500 }, points: [] };

it("a handful of interactions makes nothing worse", () => {
  expect(tileFacts(latency, { now: 500, before: 400 }).worse).toBe(true);
  expect(tileFacts(latency, { now: 500, before: 3 }).worse).toBe(false);
});

it("more cost from more traffic is not worse; a dearer interaction is", () => {
  const cost = (now: string, before: string) => ({
    metric: "cost_usd" as const,
    now: { value: now },
    before: { value: before },
    points: [],
  });
  expect(tileFacts(cost("20", "10"), { now: 200, before: 100 }).worse).toBe(false);
  expect(tileFacts(cost("20", "10"), { now: 100, before: 100 }).worse).toBe(true);
});

it("a fall never wears a rising arrow", () => {
  const complete = (now: number, before: number) =>
    tileFacts(
      { metric: "completeness" as const, now: { value: now }, before: { value: before }, points: [] },
      { now: 500, before: 400 },
    );
  expect(complete(0.9, 0.95)).toMatchObject({ worse: true, change: { way: "down" } });
  expect(complete(0.95, 0.9)).toMatchObject({ worse: false, change: { way: "up" } });
  const cost = tileFacts(
    { metric: "cost_usd" as const, now: { value: "8" }, before: { value: "10" }, points: [] },
    { now: 40, before: 100 },
  );
  expect(cost.worse).toBe(true);
  expect(cost.change?.text).toMatch(/an interaction, was/);
});

it("an unknown figure stays unknown", () => {
  const facts = tileFacts(
    { metric: "cost_usd", now: { value: null, unknown: 2 }, before: { value: "1" }, points: [] },
    { now: 9, before: 9 },
  );
  expect(facts).toMatchObject({ value: null, change: null, note: "unknown for 2 model calls" });
});

const answer = (points: { at: string; value?: number; p50?: number; p95?: number }[]): MetricAnswer => ({
  metric: "m",
  from: "",
  to: "",
  interval: "hour",
  group_by: null,
  unit: "count",
  series: points.length === 0 ? [] : [{ group: null, other: false, total: {}, points }],
});

it("series share their buckets; what an answer lacks is unknown, or none where amounts are counted", () => {
  const one = "2026-11-21T10:00:00Z";
  const two = "2026-11-21T11:00:00Z";
  const series = overviewSeries({
    interactions: answer([
      { at: one, value: 4 },
      { at: two, value: 6 },
    ]),
    errors: answer([{ at: two, value: 1 }]),
    latency: answer([{ at: one, p50: 10, p95: 20 }]),
    ttft: answer([]),
    costByFeature: answer([]),
    costByModel: answer([]),
    completeness: answer([{ at: one, value: 1 }]),
  });
  expect(series.interactions.map((s) => s.values)).toEqual([
    [4, 5],
    [0, 1],
  ]);
  expect(series.latency.p95).toEqual([20, null]);
  expect(series.ttft.p50).toEqual([null, null]);
});

it("a release that comes to several features is one change, at the first time", () => {
  const change = (at: string, label: string, ...features: (string | null)[]) => ({
    at,
    kind: "release",
    label,
    features,
    word: "release" as const,
    value: label,
  });
  expect(
    mergeChanges([
      change("2026-11-21T11:00:00Z", "2", "faq", "booking"),
      change("2026-11-21T10:00:00Z", "2", "booking", null),
      change("2026-11-21T12:00:00Z", "3", "faq"),
    ]),
  ).toEqual([
    change("2026-11-21T10:00:00Z", "2", "booking", null, "faq"),
    change("2026-11-21T12:00:00Z", "3", "faq"),
  ]);
});
