import { expect, it } from "vitest";

import { BodySet } from "@/lib/bodies/body-set";
import { modelSpan } from "@/lib/model/testing";

import { revisionOf } from "./revision";
import type { SaidRow } from "./rows";
import { spanRow } from "./span-row";

const row = (some: Parameters<typeof modelSpan>[0] = {}): SaidRow =>
  spanRow(
    modelSpan({
      traceId: "1".repeat(32),
      spanId: "2".repeat(16),
      startedAtNs: 1_790_000_000_000_000_000n,
      ...some,
    }),
    1,
    new BodySet(),
  );

it("a column that a later release adds changes no revision", () => {
  for (const value of [null, 7, "x"]) {
    const later = { ...row(), a_later_column: value } as SaidRow;
    expect(revisionOf(later, undefined)).toBe(revisionOf(row(), undefined));
    expect(revisionOf(later, 3)).toBe(revisionOf(row(), 3));
  }
});

it("what Recount makes of a span is no part of what the span says", () => {
  const made = {
    ...row(),
    model_name: "another",
    prompt_fingerprint: 5,
    usage_rule: "another",
    parts: 63,
    price_id: 9,
  };
  expect(revisionOf(made, undefined)).toBe(revisionOf(row(), undefined));
});

it("revisions of version 1 are these for ever: stored spans were compared by them", () => {
  expect(revisionOf(row({ name: "chat", kind: "llm", requestModel: "gpt-4o" }), undefined)).toBe(
    "290515627694810645",
  );
  expect(revisionOf(row({ name: "chat", kind: "llm", requestModel: "gpt-4o" }), 2)).toBe(
    "4611686027527755378",
  );
});

it("the copy that says more wins, and an ended one before an open one", () => {
  const more = (some: Parameters<typeof row>[0]) => BigInt(revisionOf(row(some), undefined));
  expect(more({ userId: "u" })).toBeGreaterThan(more({}));
  expect(more({ durationNs: 5n })).toBeGreaterThan(more({ durationNs: null, userId: "u", sessionId: "s" }));
});
