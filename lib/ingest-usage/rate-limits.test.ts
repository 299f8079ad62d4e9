import { expect, it } from "vitest";

import { RateLimits } from "./rate-limits";
import { Quotas } from "./quotas";

const sender = {
  projectId: 1,
  apiKeyId: 1,
  limits: { maxSpansPerSecond: 0, maxRequestsPerSecond: 0, dailySpanQuota: 10 },
};
const now = () => new Date("2026-03-10T12:00:00Z");
const written = () => Promise.resolve();

it("spans that were not stored count for nothing; those that were, and those being written, fill the quota", async () => {
  const quotas = new Quotas();
  const rateLimits = new RateLimits(quotas, now);
  const lost = rateLimits.spend(sender, 10, () => Promise.reject(new Error("away")));
  // While they are written nobody knows: they are held.
  expect(() => rateLimits.admit(sender)).toThrow(/daily quota of 10 spans/);
  await expect(lost).rejects.toThrow("away");
  expect(quotas.used(1, now())).toBe(0);
  await rateLimits.spend(sender, 9, written);
  rateLimits.admit(sender);
  await rateLimits.spend(sender, 9, written);
  expect(quotas.used(1, now())).toBe(18);
  await expect(rateLimits.spend(sender, 1, written)).rejects.toMatchObject({ code: "too_many_requests" });
});
