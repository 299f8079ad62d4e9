import { expect, it } from "vitest";

import { gapWords } from "./gap-words";

const NONE = {
  from: null,
  to: "2026-11-30T12:00:00.000Z",
  rootless: { count: 0, traces: [] },
  rejected: [],
  silent: [],
  quarantined: 0,
};

it("says what is missing, and that nothing is known to be", () => {
  expect(gapWords(null)).toBe("");
  expect(gapWords(NONE)).toBe("nothing known");
  expect(
    gapWords({
      ...NONE,
      rootless: { count: 1, traces: ["a"] },
      rejected: [
        { endpoint: "otlp", outcome: "rejected", reason: "too_old", spans: 3, requests: 1 },
        { endpoint: "otlp", outcome: "refused", reason: "quota", spans: 0, requests: 2 },
      ],
      silent: [{ client: "sdk", service: "checkout", last_seen_at: "2026-11-30T10:00:00Z" }],
      quarantined: 2,
    }).replaceAll("\u00a0", " "),
  ).toBe(
    "1 trace without a root; 3 spans refused (too old); 2 requests refused (quota); silent: checkout; 2 samples in quarantine",
  );
});
