import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

import { bundledList } from "./bundled";
import { CORRECTIONS } from "./corrections";
import { describeDifferences } from "./describe-differences";
import { MAX_LIST_BYTES, PriceListFile } from "./format";

const text = readFileSync(new URL("list.json", import.meta.url), "utf8");

it("the list that comes with Recount is one that could be loaded", () => {
  const file = PriceListFile.parse(JSON.parse(text));
  expect(text.length).toBeLessThan(MAX_LIST_BYTES / 2);
  expect(file.models.length).toBeGreaterThan(6000);
  expect(file.sources.map(({ name }) => name)).toEqual(["corrections", "genai-prices", "litellm"]);
});

it("has the corrections of today", () => {
  const corrected = bundledList().models.filter(({ source }) => source === 0);
  expect(corrected.map(({ names, prices }) => ({ names, prices }))).toEqual(
    CORRECTIONS.map(({ names, prices }) => ({ names, prices })),
  );
});

it("has a price for at least 1,500 names of the second source, and tells every difference of more than 1 %", () => {
  const { text: told, priced } = describeDifferences(bundledList());
  expect(priced).toBeGreaterThan(1_500);
  expect(told).toBe(readFileSync(new URL("differences.md", import.meta.url), "utf8"));
});
