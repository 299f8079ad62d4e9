import { expect, it } from "vitest";

import { affectedHref } from "./incident-links";

const TIME = { from: "2026-03-10T10:00:00.000Z", to: "2026-03-10T12:00:00.000Z" };
const wordsOf = (affected: string, more?: { attribute: string; value: string | null }) => {
  const href = affectedHref("shop", affected, TIME, more);
  return href === null ? null : [...new URL(href, "http://x").searchParams].slice(2);
};

it("an incident's query is asked in the words of the list", () => {
  expect(affectedHref("a b", "", TIME)).toMatch(/^\/p\/a%20b\/traces\?from=2026-03-10T10%3A00/);
  expect(wordsOf("feature=support&feature=faq&environment=prod&min_duration_ms=5000")).toEqual([
    ["env", "prod"],
    ["feature", "support"],
    ["feature", "faq"],
    ["min_duration_ms", "5000"],
  ]);
  expect(wordsOf("environment=a&environment=b")).toEqual([]);
});

it("an attribute narrows it where the list can find it", () => {
  expect(wordsOf("feature=a", { attribute: "release", value: "2.4" })).toEqual([
    ["feature", "a"],
    ["release", "2.4"],
  ]);
  expect(wordsOf("environment=prod", { attribute: "environment", value: "dev" })).toEqual([["env", "dev"]]);
  expect(wordsOf("", { attribute: "release", value: null })).toBeNull();
  expect(wordsOf("", { attribute: "nothing", value: "x" })).toBeNull();
});
