import { describe, expect, it } from "vitest";

import { FLAG } from "./flags";
import { openUntilUs, waitsForAnEnd } from "./open-until";

const SECOND = 1_000_000;
const span = (startS: number, lengthS: number | null, flags = 0) => ({
  startedUs: startS * SECOND,
  durationNs: lengthS === null ? null : lengthS * 1e9,
  flags,
});

describe("until when a trace counts as running", () => {
  it("is over a minute and a half after the last end when its root never comes, however old or long it is", () => {
    expect(openUntilUs([span(0, 5), span(1, 2)])).toBe(95 * SECOND);
    expect(openUntilUs([span(0, 5), span(9_000, 2)])).toBe(9_092 * SECOND);
  });
  it("is over an hour after the last word when something in it never ends", () => {
    expect(openUntilUs([span(0, null), span(60, 2)])).toBe(3_662 * SECOND);
    expect(openUntilUs([span(0, null), span(70, null)])).toBe(3_670 * SECOND);
  });
  it("does not wait for the end of what a log record tells: it has ended, however long it took", () => {
    expect(openUntilUs([span(0, 5), span(7, null, FLAG.fromLog)])).toBe(97 * SECOND);
  });
  it("does not depend on the order of the spans", () => {
    const spans = [span(0, 5), span(9, 2), span(3, 1)];
    expect(openUntilUs(spans.toReversed())).toBe(openUntilUs(spans));
  });
  it("tells whether something in it was begun and never ended", () => {
    const told = (spans: ReturnType<typeof span>[], durationS: number | null) =>
      waitsForAnEnd(
        0,
        durationS === null ? null : durationS * 1e9,
        openUntilUs(spans),
        spans.reduce((flags, one) => flags | one.flags, 0),
      );
    expect(told([span(0, null)], null)).toBe(true);
    expect(told([span(0, 50), span(9_000, null)], 50)).toBe(true);
    expect(told([span(0, 5), span(9_000, 2)], 9_002)).toBe(false);
    expect(told([span(0, null, FLAG.fromLog), span(9_000, null, FLAG.fromLog)], null)).toBe(false);
  });
});
