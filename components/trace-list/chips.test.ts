import { createLoader } from "nuqs/server";
import { describe, expect, it } from "vitest";

import { chipsOf } from "./chips";
import { facetOptions, withChosen } from "./facets";
import { filterParams, isNarrowed, type ListFilter } from "./search-params";

const load = createLoader(filterParams);
const filter = (query: string): ListFilter => load(new URLSearchParams(query));

describe("chips of what is set", () => {
  it("one for each value, and each knows the filter without itself", () => {
    const chips = chipsOf(filter("feature=a&feature=b&status=error&min_duration_ms=2000&q=x"));
    expect(chips.map(({ name, value }) => `${name} ${value}`)).toEqual([
      "Outcome error",
      "Feature a",
      "Feature b",
      "At least 2,000\u00a0ms",
    ]);
    expect(chips[1]!.without).toEqual({ feature: ["b"] });
    expect(chips[3]!.without).toEqual({ min_duration_ms: null });
  });
  it("what is chosen can be turned into what is left out, and back", () => {
    const [chip] = chipsOf(filter("feature=a&not_feature=b")).filter(({ key }) => key === "feature:a");
    expect(chip!.flipped).toEqual({ feature: [], not_feature: ["b", "a"] });
    const [not] = chipsOf(filter("not_model=m"));
    expect([not!.name, not!.flipped]).toEqual(["Not model", { not_model: [], model: ["m"] }]);
    for (const one of chipsOf(filter("score=good&status=error"))) expect(one.flipped).toBeNull();
  });
  it("none when nothing is set", () => {
    expect(chipsOf(filter(""))).toEqual([]);
    expect(isNarrowed(filter(""))).toBe(false);
    expect(isNarrowed(filter("q=x"))).toBe(true);
    expect(isNarrowed(filter("complete=false"))).toBe(true);
  });
});

describe("facets", () => {
  const facets = { feature: [{ value: "a", count: 3 }] } as never;
  it("keep what is chosen in sight when no trace has it", () => {
    expect(facetOptions(facets, "feature", ["gone"])).toEqual([
      { value: "a", label: "a", count: 3 },
      { value: "gone", label: "gone", count: 0 },
    ]);
  });
  it("of two values the last tick counts", () => {
    expect(withChosen("status", ["ok", "error"])).toEqual({ status: "error" });
    expect(withChosen("complete", ["true", "false"])).toEqual({ complete: false });
    expect(withChosen("complete", [])).toEqual({ complete: null });
    expect(withChosen("model", [])).toEqual({ model: null });
  });
});
