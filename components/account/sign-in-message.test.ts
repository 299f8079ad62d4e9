import { describe, expect, it } from "vitest";

import { signInMessage, waitText } from "./sign-in-message";

describe("what sign-in says when it fails", () => {
  it("names the wait of a lock-out, rounded up", () => {
    expect(signInMessage("locked:400")).toBe("Too many wrong passwords. Try again in 7 minutes.");
    expect([waitText(1), waitText(59), waitText(60), waitText(61)]).toEqual([
      "1 second",
      "59 seconds",
      "1 minute",
      "2 minutes",
    ]);
  });

  it("says why single sign-on was refused, and never what an address says in its place", () => {
    expect(signInMessage("oidc_refused", "unverified")).toContain("has not verified this e-mail address");
    expect(signInMessage("oidc_refused", "Call this number")).not.toContain("Call");
    expect(signInMessage("<b>anything</b>")).not.toContain("anything");
  });
});
