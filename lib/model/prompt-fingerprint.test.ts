import { expect, it } from "vitest";

import { cpuClock } from "@/lib/time/cpu-clock.testing";

import { promptFingerprint, templateOf } from "./prompt-fingerprint";

it("two days' renderings of one template are one version", () => {
  const on = (day: string) =>
    `You are support. Today is ${day}. Request 6f1c2b34-9a01-4c7e-8d55-0a1b2c3d4e5f.`;
  expect(promptFingerprint(on("Friday, November 20, 2026"), null)).toBe(
    promptFingerprint(on("Saturday, November 21, 2026"), null),
  );
  expect(promptFingerprint(on("2026-11-20 08:00:00 EST"), null)).toBe(
    promptFingerprint(on("2026-11-21T09:30:00Z"), null),
  );
});

it("an edited rule or another tool is another version", () => {
  const prompt = "Refund within 24 hours.";
  expect(promptFingerprint(prompt, null)).not.toBe(promptFingerprint("Refund within 48 hours.", null));
  expect(promptFingerprint(prompt, null)).not.toBe(promptFingerprint(prompt, [{ name: "refund" }]));
});

it("leaves prose alone", () => {
  const prose = "At most 5 passengers. May I help? Bags: 0, 1 or 2; flights HAT001 and ABC12.";
  expect(templateOf(prose)).toBe(prose);
});

it("reads a prompt of millions of digits without a stack to match", () => {
  for (const unit of ["1", "0f", "a.", "1."])
    expect(() => promptFingerprint(`${unit.repeat(2_000_000)}`, null)).not.toThrow();
});

it("takes time in proportion to the text, whatever it is made of", () => {
  const spentMs = cpuClock();
  for (const unit of ["a.", "a-", "1.2.", "a@", "0f", "12:", "Mon "])
    promptFingerprint(unit.repeat(50_000), null);
  expect(spentMs()).toBeLessThan(3000);
});
