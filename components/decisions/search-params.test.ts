import { expect, it } from "vitest";

import { decisionsParams, queryOfView } from "./search-params";

it("a list of decisions asks for what its own words say, whatever else stands in the address", () => {
  const empty = Object.fromEntries(Object.keys(decisionsParams).map((name) => [name, ""]));
  const view = {
    ...empty,
    env: null,
    range: "24h",
    tz: null,
    subject: " APP-1 ",
    missing: "perhaps",
  } as never;
  expect(String(queryOfView(view, null))).toBe("subject=APP-1");
  expect(String(queryOfView(view, "production"))).toBe("subject=APP-1&environment=production");
});
