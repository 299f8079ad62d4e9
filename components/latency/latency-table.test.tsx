// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";

import { render } from "@/components/testing/render";

import type { LatencyRow } from "./latency-rows";
import { LatencyTable } from "./latency-table";

const row = (value: string | null, count: number, p95: number | null): LatencyRow => ({
  value,
  label: value ?? "not set",
  count,
  quantiles: { p50: 1, p90: 2, p95, p99: 9 },
  change: null,
  before: 0,
  worse: false,
  synthetic: 0,
  unknown: "nothing observed",
});
const ROWS = [row("b", 1, null), row("a", 3, 10), row(null, 2, 20)];

const table = (search = "") =>
  render(
    <LatencyTable
      measure="model_latency"
      group="model"
      quantile="p95"
      period="24 hours"
      projectSlug="shop"
      scope={{ from: "2026-03-09T00:00:00Z", to: "2026-03-10T00:00:00Z", filters: {} } as never}
      rows={ROWS}
      all={5}
    />,
    { search },
  );
const values = () =>
  within(screen.getByRole("table"))
    .getAllByRole("row")
    .slice(1)
    .map((one) => within(one).getAllByRole("cell")[0]?.textContent);

it("stands by count, the most frequent first, and is sorted by any column, the unknown last either way", async () => {
  const { user } = table();
  expect(values()).toEqual(["a", "not set", "b"]);
  await user.click(screen.getByRole("button", { name: "p95" }));
  expect(values()).toEqual(["not set", "a", "b"]);
  await user.click(screen.getByRole("button", { name: "p95" }));
  expect(values()).toEqual(["a", "not set", "b"]);
  await user.click(screen.getByRole("button", { name: "Model" }));
  expect(values()).toEqual(["a", "b", "not set"]);
  expect(screen.getByText("The 3 most frequent of 5.")).toBeDefined();
});

it("stands as the address says", () => {
  table("?sort=-p95");
  expect(values()).toEqual(["not set", "a", "b"]);
  expect(screen.getByRole("columnheader", { name: "p95" }).getAttribute("aria-sort")).toBe("descending");
});
