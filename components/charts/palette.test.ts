import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { colorsByName, MAX_SERIES } from "./palette";
import { type Vision, difference, polar } from "./testing/color-math";

const css = readFileSync(new URL("../../app/tokens.css", import.meta.url), "utf8");
const [light, dark] = css
  .split(".dark {")
  .map((text) => [...text.matchAll(/--series-\d: (#[0-9a-f]{6});/g)].map((m) => m[1]!)) as [
  string[],
  string[],
];

describe.each([
  ["light", light],
  ["dark", dark],
] as const)("the %s palette", (_, colors) => {
  test("has a colour for every series that may be drawn", () => expect(colors).toHaveLength(MAX_SERIES));

  test.each<Vision>(["normal", "protan", "deutan", "tritan"])(
    "keeps any two series apart in %s vision",
    (vision) => {
      for (const [i, a] of colors.entries()) {
        // 2 is the smallest difference that can be seen side by side; thin lines far apart need several times that.
        for (const b of colors.slice(i + 1))
          expect(difference(a, b, vision), `${a} and ${b}`).toBeGreaterThan(8);
      }
    },
  );
});

test.each(light.map((color, i) => [`series-${i + 1}`, color, dark[i]!] as const))(
  "%s has one hue in both themes, and is neither nearly black nor grey",
  (_, inLight, inDark) => {
    const [a, b] = [polar(inLight), polar(inDark)];
    const apart = Math.abs(a.hue - b.hue);
    expect(Math.min(apart, 360 - apart)).toBeLessThan(30);
    for (const { lightness, chroma } of [a, b]) {
      expect(lightness).toBeGreaterThan(0.44);
      expect(chroma).toBeGreaterThan(0.07);
    }
  },
);

test("a name has its colour whatever its place, and no two of a chart have the same", () => {
  const names = ["booking", "faq", "refund-assistant", "search", "ticket-triage", "a", "b"];
  const colors = colorsByName(names);
  expect(new Set(colors.values()).size).toBe(names.length);
  expect(colorsByName(names.toReversed())).toEqual(colors);
  expect(colorsByName(["booking"]).get("booking")).toBe(colorsByName(["booking", "faq"]).get("booking"));
  expect(colorsByName([...names, "more than there are colours"]).size).toBe(names.length + 1);
});
