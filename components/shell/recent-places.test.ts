// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";

import { readRecent, rememberRecent } from "./recent-places";

beforeEach(() => localStorage.clear());

const place = (n: number) => ({ label: `user ${n}`, hint: "User", href: `/p/a/users/${n}` });

it("where somebody went last stands first, each place once, and the oldest are forgotten", () => {
  for (const n of [1, 2, 3, 4, 5, 6, 7, 3]) rememberRecent("a", place(n));
  expect(readRecent("a").map(({ label }) => label)).toEqual([3, 7, 6, 5, 4, 2].map((n) => `user ${n}`));
  expect(readRecent("b")).toEqual([]);
});

it("what leads out of the project, or is none of ours, is left out", () => {
  const kept = [
    place(1),
    { ...place(2), href: "https://elsewhere.example" },
    { ...place(3), href: "/p/b/users" },
    7,
    null,
  ];
  expect(readRecent("a", JSON.stringify(kept))).toEqual([place(1)]);
  expect(readRecent("a", "{nonsense")).toEqual([]);
});
