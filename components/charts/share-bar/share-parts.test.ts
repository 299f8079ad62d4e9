import { expect, test } from "vitest";

import { shareParts } from "./share-parts";

test("parts keep their order; what belongs to none is last", () => {
  const parts = shareParts([
    { key: "r", label: "not told apart", value: 1, rest: true },
    { key: "s", label: "system", value: 3 },
    { key: "t", label: "tools", value: null },
  ]);
  expect(parts.map(({ key, share }) => [key, share])).toEqual([
    ["s", 0.75],
    ["t", null],
    ["r", 0.25],
  ]);
});
