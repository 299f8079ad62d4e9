import { describe, expect, it } from "vitest";

import { clampWindow, momentLabel, panWindow, showsAll, windowTicks, zoomWindow } from "./time-window";

describe("the window of a timeline", () => {
  it("keeps the moment under the pointer in place while zooming", () => {
    const zoomed = zoomWindow({ fromMs: 0, toMs: 1000 }, 0.5, 200, 1000);
    expect(zoomed).toEqual({ fromMs: 100, toMs: 600 });
  });

  it("does not leave the trace when it is widened or moved", () => {
    expect(zoomWindow({ fromMs: 400, toMs: 600 }, 100, 500, 1000)).toEqual({ fromMs: 0, toMs: 1000 });
    expect(panWindow({ fromMs: 700, toMs: 900 }, 1, 1000)).toEqual({ fromMs: 800, toMs: 1000 });
    expect(clampWindow({ fromMs: -50, toMs: 50 }, 1000)).toEqual({ fromMs: 0, toMs: 100 });
  });

  it("knows that it shows everything", () => {
    expect(showsAll({ fromMs: 0, toMs: 1000 }, 1000)).toBe(true);
    expect(showsAll({ fromMs: 0, toMs: 900 }, 1000)).toBe(false);
  });

  it("has ticks at round moments in one unit", () => {
    expect(
      windowTicks({ fromMs: 0, toMs: 6420 }, 6).map((tick) => tick.label.replace("\u00a0", " ")),
    ).toEqual(["0", "2 s", "4 s", "6 s"]);
    expect(
      windowTicks({ fromMs: 1200, toMs: 1700 }, 5).map((tick) => tick.label.replace("\u00a0", " ")),
    ).toEqual(["1.2 s", "1.3 s", "1.4 s", "1.5 s", "1.6 s", "1.7 s"]);
    expect(
      windowTicks({ fromMs: 0, toMs: 3_600_000 }, 6).map((tick) => tick.label.replace("\u00a0", " ")),
    ).toEqual(["0", "10 min", "20 min", "30 min", "40 min", "50 min", "60 min"]);
    expect(windowTicks({ fromMs: 0, toMs: 0.4 }, 4).at(-1)!.label.replace("\u00a0", " ")).toBe("400 µs");
  });

  it("names a moment to the grain that can be seen", () => {
    expect(momentLabel(1234.5678, { fromMs: 0, toMs: 5000 }).replace("\u00a0", " ")).toBe("1.23 s");
    expect(momentLabel(-3, { fromMs: 0, toMs: 5000 }).replace("\u00a0", " ")).toBe("0 ms");
  });
});
