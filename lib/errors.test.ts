import { describe, expect, it, vi } from "vitest";

import { Failure } from "./errors";

describe("a failure", () => {
  it("of another copy of this module is still a failure: bundles of routes and pages share objects", async () => {
    vi.resetModules();
    const copy = await import("./errors");
    expect(copy.Failure).not.toBe(Failure);
    const thrown: unknown = new copy.Failure("unavailable", "Later.");
    expect(thrown instanceof Failure).toBe(true);
    expect(thrown instanceof Failure && [thrown.status, thrown.retryAfterSeconds]).toEqual([503, 2]);
  });

  it("is nothing else that was thrown", () => {
    for (const other of [new Error("x"), { code: "unavailable" }, null, undefined, "text"]) {
      expect(other instanceof Failure).toBe(false);
    }
  });
});
