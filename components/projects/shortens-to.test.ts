import { expect, it } from "vitest";

import { shortensTo } from "./shortens-to";

it.each([
  ["7", 7],
  ["1", 1],
  ["0", null],
  ["30", null],
  ["31", null],
  ["7.5", null],
  ["", null],
  ["week", null],
])("%s days instead of 30", (typed, fewer) => expect(shortensTo(typed, 30)).toBe(fewer));
