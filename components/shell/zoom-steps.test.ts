import { expect, it } from "vitest";

import { type ZoomStep, zoomOutOf } from "./zoom-steps";

const at = (time: string) => new Date(`2026-11-21T${time}:00Z`);
const now = at("20:00");
const day = { range: "24h" as const, from: null, to: null };
const zoomed = { range: "24h" as const, from: at("10:00"), to: at("11:00") };
const step: ZoomStep = { before: day, from: at("10:00").getTime(), to: at("11:00").getTime() };

it("goes back to what was shown before the range was dragged", () => {
  const steps = [step];
  expect(zoomOutOf(zoomed, steps, now)).toEqual(day);
  expect(steps).toEqual([]);
});

it("two zooms are taken back one by one", () => {
  const inner = { ...zoomed, from: at("10:10"), to: at("10:20") };
  const steps = [step, { before: zoomed, from: inner.from.getTime(), to: inner.to.getTime() }];
  const once = zoomOutOf(inner, steps, now)!;
  expect(once).toEqual(zoomed);
  expect(zoomOutOf(once, steps, now)).toEqual(day);
});

it("steps that the browser went back over are forgotten", () => {
  const undone = { before: zoomed, from: at("10:10").getTime(), to: at("10:20").getTime() };
  expect(zoomOutOf(zoomed, [step, undone], now)).toEqual(day);
});

it("a range from a link becomes wider around its middle, not beyond now", () => {
  expect(zoomOutOf(zoomed, [], now)).toEqual({ range: "24h", from: at("09:00"), to: at("12:00") });
  expect(zoomOutOf({ ...zoomed, from: at("19:00"), to: at("20:00") }, [], now)).toEqual({
    range: "24h",
    from: at("17:00"),
    to: at("20:00"),
  });
});

it("a sliding range has nothing to go back to", () => expect(zoomOutOf(day, [step], now)).toBeNull());
