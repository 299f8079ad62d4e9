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
    [["feature=a&environment=x", "feature=b&environment=x"], "feature=a&feature=b&environment=x"],
    [["feature=a&feature=b", "feature=b&status=error"], "feature=a&feature=b"],
    [["feature=a", "release=2"], ""],
    [["release=2", "feature=a"], ""],
  ])("%j: %j", (queries, shared) => {
    expect(sharedQuery(queries)).toBe(shared);
  });
});
