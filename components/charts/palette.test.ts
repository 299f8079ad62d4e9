import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { MAX_SERIES } from "./palette";
import { type Vision, difference } from "./testing/color-math";

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
