import { expect, it } from "vitest";

import { causeKeyOf, type Grouped, titleOf } from "./group-incidents";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 2, 10, 12);
const found = (said: Partial<Grouped> = {}): Grouped => ({
  causeKey: "booking's",
  feature: "booking",
  environment: "production",
  fromMs: NOON,
  toMs: NOON + HOUR / 2,
  likely: [],
  ...said,
});

it("findings of one feature that began together are one incident", () => {
  expect(causeKeyOf(found({ fromMs: NOON + HOUR, toMs: NOON + 2 * HOUR }), [found()])).toBe("booking's");
  expect(causeKeyOf(found({ environment: "staging" }), [found()])).not.toBe("booking's");
  expect(causeKeyOf(found({ feature: "search" }), [found()])).not.toBe("booking's");
});

it("findings of several features that began together and share a likely cause are one incident", () => {
  const likely = ['["release","2.4.0"]'];
  const others = ['["prompt_version","7"]', ...likely];
  expect(causeKeyOf(found({ feature: "search", likely }), [found({ likely })])).toBe("booking's");
  expect(causeKeyOf(found({ feature: "search", likely: others }), [found({ likely })])).toBe("booking's");
  expect(causeKeyOf(found({ feature: "search", likely }), [found()])).not.toBe("booking's");
  expect(
    causeKeyOf(found({ feature: "search", likely, environment: "staging" }), [found({ likely })]),
  ).not.toBe("booking's");
  expect(
    causeKeyOf(found({ feature: "search", likely, fromMs: NOON + 9 * HOUR, toMs: NOON + 9 * HOUR }), [
      found({ likely }),
    ]),
  ).not.toBe("booking's");
});

it("what began two days before is another incident, and what begins then joins the later one", () => {
  const before = found({ fromMs: NOON - 48 * HOUR, toMs: NOON - 47 * HOUR });
  const own = causeKeyOf(found(), [before]);
  expect(own).not.toBe("booking's");
  expect(causeKeyOf(found(), [found({ causeKey: own }), before])).toBe(own);
});

it("an incident of several features is called by all of them, whichever was found first", () => {
  expect(titleOf([found(), found()])).toBeNull();
  expect(titleOf([found({ feature: "search" }), found(), found()])).toBe(
    "booking and search in production: changed together",
  );
  expect(titleOf(["e", "d", "c", "", "a"].map((feature) => found({ feature, environment: "" })))).toBe(
    "no feature, a, c, and 2 more: changed together",
  );
});
