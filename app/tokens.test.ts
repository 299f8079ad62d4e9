import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { contrast, difference } from "@/components/charts/testing/color-math";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** The hex tokens of one theme; dark redefines what it changes. */
function tokens(theme: "light" | "dark"): Record<string, string> {
  const [light, dark] = css.split(".dark {") as [string, string];
  const read = (text: string) =>
    Object.fromEntries([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!]));
  return theme === "light" ? read(light) : { ...read(light), ...read(dark) };
}

const GROUNDS = ["page", "surface", "sunken", "hover", "accent-soft"];
const INKS = ["ink", "ink-2", "ink-3", "accent", "ok", "warn", "bad"];
const PAIRS: [ink: string, ground: string][] = [
  ...INKS.flatMap((ink) => GROUNDS.map((ground): [string, string] => [ink, ground])),
  ["ok", "ok-soft"],
  ["warn", "warn-soft"],
  ["ink", "warn-soft"],
  ["bad", "bad-soft"],
  ["on-accent", "accent-fill"],
  ["on-accent", "accent-fill-hover"],
  ["on-bad", "bad-fill"],
  ["on-bad", "bad-fill-hover"],
  ["page", "ink"], // tooltips
];
const MARKS = [
  "kind-agent",
  "kind-llm",
  "kind-retrieval",
  "kind-tool",
  "kind-guardrail",
  "kind-other",
  "series-1",
  "series-2",
  "series-3",
  "series-4",
  "series-5",
  "series-6",
  "series-7",
  "q2",
  "q3",
  "q4",
  "mode-single",
  "mode-sequential",
  "mode-parallel",
  "mode-mixed",
  "line-control",
];

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  const t = tokens(theme);
  test.each(PAIRS)("text in %s on %s has at least 4.5:1", (ink, ground) => {
    expect(contrast(t[ink]!, t[ground]!)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(MARKS)("marks in %s have at least 3:1 on the surface", (mark) => {
    expect(contrast(t[mark]!, t.surface!)).toBeGreaterThanOrEqual(3);
  });
});

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  const t = tokens(theme);
  const modes = Object.keys(t).filter((name) => name.startsWith("mode-"));
  const kinds = Object.keys(t).filter((name) => name.startsWith("kind-"));
  test("ways in which tools follow each other look like no kind, and unlike each other", () => {
    for (const [i, mode] of modes.entries())
      for (const other of [...kinds, ...modes.slice(i + 1)])
        expect(difference(t[mode]!, t[other]!, "normal"), `${mode} and ${other}`).toBeGreaterThan(8);
  });
});
