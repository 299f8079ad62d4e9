import { describe, expect, it } from "vitest";

import type { TracePage } from "@/lib/traces/list-traces";
import type { TraceSummary } from "@/lib/traces/summary";

import { mergeNewest, refreshKnown } from "./merge-newest";

/** A trace that began so many seconds after the hour; only what merging looks at is real. */
const trace = (id: string, second: number, duration_ms: number | null = 1): TraceSummary =>
  ({
    trace_id: id,
    started_at: new Date(Date.UTC(2026, 2, 10, 12) + second * 1000).toISOString(),
    duration_ms,
  }) as TraceSummary;
const page = (data: TraceSummary[], next_cursor: string | null = null): TracePage => ({ data, next_cursor });
const ids = (pages: readonly TracePage[]) =>
  pages.map(({ data }) => data.map((one) => one.trace_id).join(""));

describe("the newest page on top of what is loaded", () => {
  const loaded = [page([trace("d", 4), trace("c", 3)], "2"), page([trace("b", 2), trace("a", 1)], "3")];

  it("puts new traces first and leaves later pages and cursors as they are", () => {
    const { pages, added } = mergeNewest(loaded, page([trace("f", 6), trace("e", 5), trace("d", 4)], "x"));
    expect(ids(pages)).toEqual(["fedc", "ba"]);
    expect(pages.map(({ next_cursor }) => next_cursor)).toEqual(["2", "3"]);
    expect(added).toBe(2);
  });

  it("replaces a known trace where it stands: it grows while it is open", () => {
    const { pages, added } = mergeNewest(loaded, page([trace("d", 4, 900), trace("b", 2, 700)], "x"));
    expect(added).toBe(0);
    expect(ids(pages)).toEqual(["dc", "ba"]);
    expect(pages[0]!.data[0]!.duration_ms).toBe(900);
    expect(pages[1]!.data[0]!.duration_ms).toBe(700);
  });

  it("gives a trace that arrived late its place in time", () => {
    const late = mergeNewest(loaded, page([trace("d", 4), trace("x", 3.5)], "x"));
    expect(ids(late.pages)[0]).toBe("dxc");
  });

  it("does not draw a late trace below the last loaded one: its own page brings it, once", () => {
    const { pages, added } = mergeNewest(loaded, page([trace("d", 4), trace("x", 0)], "x"));
    expect(ids(pages)).toEqual(["dc", "ba"]);
    expect(added).toBe(0);
  });

  it("starts anew when more arrived than the newest page holds, so that no trace is left out between", () => {
    const { pages } = mergeNewest(loaded, page([trace("z", 60), trace("y", 59)], "after-y"));
    expect(ids(pages)).toEqual(["zy"]);
    expect(pages[0]!.next_cursor).toBe("after-y");
  });

  it("fills a list that was empty", () => {
    expect(ids(mergeNewest([page([])], page([trace("a", 1)])).pages)).toEqual(["a"]);
  });

  it("while somebody reads further down only counts what is new", () => {
    const newest = page([trace("f", 6), trace("e", 5), trace("d", 4, 900)], "x");
    expect(mergeNewest(loaded, newest).added).toBe(2);
    const refreshed = refreshKnown(loaded, newest);
    expect(ids(refreshed)).toEqual(["dc", "ba"]);
    expect(refreshed[0]!.data[0]!.duration_ms).toBe(900);
  });
});
