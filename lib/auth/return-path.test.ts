import { describe, expect, it } from "vitest";

import { returnPath, signInPath } from "./return-path";

describe("the path to go back to after sign-in", () => {
  it("keeps a path of this site with its query and fragment", () => {
    expect(returnPath("/p/shop/traces?status=error&q=a%20b#row-3")).toBe(
      "/p/shop/traces?status=error&q=a%20b#row-3",
    );
  });

  it.each([
    "https://elsewhere.example/",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "/\t/elsewhere.example",
    "/.//elsewhere.example",
    "/x/..//elsewhere.example",
    "javascript:alert(1)",
    "",
    null,
    undefined,
  ])("refuses %j", (wanted) => {
    expect(returnPath(wanted)).toBe("/");
  });

  it("takes nothing of an address that is another site's, not even its path", () => {
    for (const wanted of ["/\\evil.example/path", "//evil.example/path", "/\t/evil.example/path"])
      expect(returnPath(wanted)).toBe("/");
  });
  it("never leads back to the sign-in page or to the API", () => {
    expect(returnPath("/sign-in?return=/x")).toBe("/");
    expect(returnPath("/api/auth/signout")).toBe("/");
  });

  it("is carried by the sign-in page's address", () => {
    expect(signInPath("/p/shop/traces?q=1", "expired")).toBe(
      "/sign-in?return=%2Fp%2Fshop%2Ftraces%3Fq%3D1&reason=expired",
    );
    expect(signInPath("/")).toBe("/sign-in");
  });
});
