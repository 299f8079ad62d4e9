import { expect, it } from "vitest";

import { causeKeyOf, type Grouped } from "./group-incidents";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 2, 10, 12);
const found = (said: Partial<Grouped> = {}): Grouped => ({
  causeKey: "booking's",
  feature: "booking",
  environment: "production",
  fromMs: NOON,
  toMs: NOON + HOUR / 2,
  reason: '["release","2.4.0"]',
  ...said,
});

it("findings of one likely cause that began together are one incident, in whatever feature", () => {
  expect(
    causeKeyOf(found({ feature: "search", fromMs: NOON + HOUR, toMs: NOON + 2 * HOUR }), [found()]),
  ).toBe("booking's");
  expect(causeKeyOf(found({ feature: "search", reason: null }), [found({ reason: null })])).not.toBe(
    "booking's",
  );
});

it("so are findings of one feature that began together, whatever the reason", () => {
  expect(causeKeyOf(found({ reason: null }), [found()])).toBe("booking's");
  expect(causeKeyOf(found({ environment: "staging", reason: null }), [found()])).not.toBe("booking's");
});

it("what began two days before is another incident, even of the same feature and cause", () => {
  const before = found({ fromMs: NOON - 48 * HOUR, toMs: NOON - 47 * HOUR });
  const own = causeKeyOf(found(), [before]);
  expect(own).not.toBe("booking's");
  expect(causeKeyOf(found({ feature: "search" }), [found({ causeKey: own }), before])).toBe(own);
});
