import { inflateSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { courseIn, MOST_POINTS, type ToldCourse } from "../course";
import { legendOf, PICTURE, svgOf, wordsOf } from "./course-svg";
import { pictureOf } from "./picture";

const course: ToldCourse = {
  name: "p95 latency",
  from: "2026-05-01T00:00:00.000Z",
  step_ms: 3_600_000,
  values: [1, 2, null, 2, 1, 8],
  expected: { low: 1, high: 2, words: "usually 1 s to 2 s" },
  began_at: "2026-05-01T04:30:00.000Z",
  found_at: "2026-05-01T05:10:00.000Z",
};

/** Colours of a PNG of 8-bit RGBA, by `rrggbb`, with how many pixels have each. */
function colours(png: Buffer): Map<string, number> {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const rows = inflateSync(Buffer.concat(parts));
  const [width, height, stride] = [png.readUInt32BE(16), png.readUInt32BE(20), png.readUInt32BE(16) * 4];
  const counted = new Map<string, number>();
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y++) {
    const [filter, ...raw] = rows.subarray(y * (stride + 1), (y + 1) * (stride + 1));
    const line = Buffer.from(raw);
    for (let x = 0; x < stride; x++) {
      const [a, b, c] = [x < 4 ? 0 : line[x - 4]!, above[x]!, x < 4 ? 0 : above[x - 4]!];
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      line[x] = line[x]! + [0, a, b, (a + b) >> 1, paeth][filter!]!;
    }
    for (let x = 0; x < width; x++) {
      const colour = line.toString("hex", x * 4, x * 4 + 3);
      counted.set(colour, (counted.get(colour) ?? 0) + 1);
    }
    above = line;
  }
  return counted;
}

describe("a picture of a course", () => {
  it("is a PNG of twice its size that shows band, line and both marks on white", async () => {
    const picture = await pictureOf(course);
    const { png } = picture!;
    expect(png.toString("latin1", 1, 4)).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * PICTURE.width, 2 * PICTURE.height]);
    expect(png.length).toBeLessThan(40_000);
    const drawn = colours(png);
    expect(drawn.get("ffffff")).toBeGreaterThan(100_000);
    for (const colour of ["d6e4f7", "1d2939", "b54708", "b42318"])
      expect(drawn.get(colour) ?? 0, colour).toBeGreaterThan(100);
  });

  it("is said in words", () => {
    expect(wordsOf(course)).toBe(
      "p95 latency from 2026-05-01 00:00 UTC to 2026-05-01 05:00 UTC, usually 1 s to 2 s, began 2026-05-01 04:30 UTC, found 2026-05-01 05:10 UTC",
    );
    expect(legendOf({ ...course, expected: { low: 3, high: 3, words: "alert above 3 s" } })).toMatch(
      /^Dotted: alert above 3 s · Dashed line: began/,
    );
    expect(legendOf(course)).toMatch(/^Shaded: usually/);
    expect(legendOf({ ...course, expected: null })).toMatch(/^Dashed line/);
  });

  it("leaves gaps where nothing is known, and draws a point between two of them", () => {
    expect(svgOf(course).match(/<polyline/g)).toHaveLength(2);
    const lonely = svgOf({ ...course, values: [1, null, 3, null, 2] });
    expect([lonely.match(/<polyline/g), lonely.match(/<circle/g)?.length]).toEqual([null, 3]);
  });

  it.each<Partial<ToldCourse>>([
    { values: [5, 5] },
    { values: [-3, 1e300, -1e300] },
    { values: Array<number>(MOST_POINTS).fill(0), expected: null },
    { expected: { low: 0, high: 0, words: "" } },
    { began_at: "2020-01-01T00:00:00.000Z", found_at: "2030-01-01T00:00:00.000Z" },
    { began_at: "long ago" },
  ])("is drawn within its frame, whatever the values are: %j", async (more) => {
    const given = { ...course, ...more };
    const shown = svgOf(given);
    expect(shown).not.toMatch(/NaN|Infinity|undefined/);
    for (const [, x, y] of shown.matchAll(/(-?[\d.]+),(-?[\d.]+)/g))
      expect([
        Number(x) <= PICTURE.width,
        Number(x) >= 0,
        Number(y) <= PICTURE.height,
        Number(y) >= 0,
      ]).toEqual(Array(4).fill(true));
    expect((await pictureOf(given))?.png.length).toBeGreaterThan(500);
  });

  it("that cannot be drawn is left out", async () => {
    expect(await pictureOf({ ...course, from: "never" })).toBeNull();
    expect(await pictureOf(course)).not.toBeNull();
  });
});

describe("what stands in a finding's detail", () => {
  const { began_at: _, found_at: __, ...plain } = course;

  it("is taken as a course when it can be drawn", () => {
    expect(courseIn(plain)).toEqual(plain);
    expect(courseIn({ ...plain, expected: { low: 1 } })).toEqual({ ...plain, expected: null });
  });

  it.each([
    null,
    "x",
    [],
    { ...plain, values: [1] },
    { ...plain, values: [1, null] },
    { ...plain, values: [1, "2"] },
    { ...plain, values: Array(MOST_POINTS + 1).fill(1) },
    { ...plain, from: "never" },
    { ...plain, step_ms: 0 },
    { ...plain, name: undefined },
  ])("is left out when it cannot: %j", (given) => expect(courseIn(given)).toBeNull());
});
