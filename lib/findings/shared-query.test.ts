import { describe, expect, it } from "vitest";

import { sharedQuery } from "./shared-query";

describe("what several findings are about", () => {
  it.each([
    [["feature=a&status=error"], "feature=a&status=error"],
    [["feature=a&status=error", "feature=a&min_ttft_ms=900"], "feature=a"],
    [["feature=a&tool=x&tool=y", "tool=y&feature=a&tool=x"], "feature=a&tool=x&tool=y"],
    [["feature=a&tool=x", "feature=a&tool=x&tool=y"], "feature=a"],
    [[null, "feature=a"], "feature=a"],
    [[null, null], null],
    [["feature=a", "feature=b"], ""],
  ])("%j: %j", (queries, shared) => {
    expect(sharedQuery(queries)).toBe(shared);
  });
});
