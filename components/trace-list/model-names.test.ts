import { expect, it } from "vitest";

import { modelNames } from "./model-names";

it("a model that answered under its date counts once", () => {
  expect(modelNames(["gpt-4o", "gpt-4o-2024-08-06"])).toEqual(["gpt-4o-2024-08-06"]);
});

it("another model of the family stays", () => {
  expect(modelNames(["gpt-4o", "gpt-4o-mini", "text-embedding-3-small"])).toEqual([
    "gpt-4o",
    "gpt-4o-mini",
    "text-embedding-3-small",
  ]);
});
