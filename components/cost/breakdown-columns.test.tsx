// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";

import { useDataTable } from "@/components/ui/data-table";

import { breakdownColumns, type Sort } from "./breakdown-columns";
import type { BreakdownLine } from "./breakdown-rows";

const line = (key: string, usd: string | null, count: number): BreakdownLine => ({
  key,
  label: key,
  drill: undefined,
  traces: undefined,
  usd,
  share: null,
  count,
  perCount: usd === null ? null : Number(usd) / count,
  inputTokens: count,
  outputTokens: 0,
  change: null,
  changeUsd: null,
  unknownCalls: 0,
  estimated: 0,
});
const LINES = [line("a", "3", 1), line("b", null, 9), line("c", "1", 4), line("other", "9", Number.NaN)];

const sorted = (id: Sort, desc: boolean) =>
  renderHook(() =>
    useDataTable({
      columns: breakdownColumns("Feature", "call", "7 days"),
      rows: LINES,
      keyOf: ({ key }) => key,
      sort: { id, desc },
    }),
  )
    .result.current.getRowModel()
    .rows.map(({ id: key }) => key)
    .join(" ");

it("lines are sorted by any figure, the unknown last, and what is no group of its own after them", () => {
  expect(sorted("cost", true)).toBe("a c b other");
  expect(sorted("cost", false)).toBe("c a b other");
  expect(sorted("count", true)).toBe("b c a other");
  expect(sorted("per", false)).toBe("c a b other");
  expect(sorted("tokens", true)).toBe("b c a other");
});
