import { randomBytes } from "node:crypto";

import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, expect, type Page } from "@playwright/test";

import { test } from "./journey";
import { sendSpan, untilListed } from "./send-span";
import { signIn } from "./sign-in";

const LIST = "/p/default/traces";
const newFeature = () => `list-${randomBytes(4).toString("hex")}`;
const link = (page: Page, name: string) =>
  page.getByRole("region", { name: "Traces" }).getByRole("link", { name });
const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`,
  );

/** A feature of its own with some traces, the newest first: good-0, bad-1, good-2, … */
async function sendSome(request: APIRequestContext, count: number): Promise<string> {
  const feature = newFeature();
  for (let n = 0; n < count; n++) {
    const failed = n % 2 === 1;
    await sendSpan(request, { name: `${failed ? "bad" : "good"}-${n}`, feature, failed, secondsAgo: 10 + n });
  }
  await untilListed(request, feature, count);
  return feature;
}

test("a filter chosen by hand is in the address, and the address alone shows the same list", async ({
  page,
  context,
  request,
}) => {
  const feature = await sendSome(request, 4);
  await signIn(page, LIST);
  await page.getByRole("button", { name: "Feature" }).click();
  await page.getByPlaceholder("Find feature").fill(feature);
  await page.getByRole("option", { name: feature }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Outcome" }).click();
  await page.getByRole("option", { name: /Failed/ }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(
    new RegExp(`status=error.*feature=${feature}|feature=${feature}.*status=error`),
  );
  await expect(link(page, "bad-1")).toBeVisible();
  await expect(link(page, "good-0")).toHaveCount(0);

  const other = await context.newPage();
  await other.goto(page.url());
  await expect(link(other, "bad-3")).toBeVisible();
  await expect(link(other, "good-0")).toHaveCount(0);
  await expect(other.getByRole("group", { name: "Filters that are set" })).toContainText("Outcome");

  await other.getByRole("button", { name: "Remove Outcome Failed" }).click();
  await expect(link(other, "good-0")).toBeVisible();
  await expect(other).not.toHaveURL(/status=/);
  await other.goBack();
  await expect(link(other, "good-0")).toHaveCount(0);
});

test("while the list is followed a new trace comes by itself, on top or announced", async ({
  page,
  request,
}) => {
  const feature = await sendSome(request, 30);
  await page.setViewportSize({ width: 1280, height: 500 });
  await signIn(page, `${LIST}?feature=${feature}&live=true`);
  await expect(link(page, "good-0")).toBeVisible();
  await sendSpan(request, { name: "just-now", feature });
  await expect(link(page, "just-now")).toBeVisible();

  const region = page.getByRole("region", { name: "Traces" });
  await region.evaluate((element) => element.scrollTo({ top: 300 }));
  await sendSpan(request, { name: "a-moment-later", feature });
  await page.getByRole("button", { name: "1 new trace" }).click();
  await expect(link(page, "a-moment-later")).toBeVisible();
  expect(await region.evaluate((element) => element.scrollTop)).toBe(0);
});

test("keys move, open and search; going back stands where one left", async ({ page, request }) => {
  const feature = await sendSome(request, 40);
  await page.setViewportSize({ width: 1280, height: 600 });
  await signIn(page, `${LIST}?feature=${feature}`);
  // The bars come last: by then the page listens.
  await expect(page.getByText(/40 in all/)).toBeVisible();
  await page.keyboard.press("j");
  await expect(link(page, "good-0")).toBeFocused();
  for (let n = 0; n < 25; n++) await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(link(page, "good-24")).toBeFocused();
  const region = page.getByRole("region", { name: "Traces" });
  const offset = await region.evaluate((element) => element.scrollTop);
  expect(offset).toBeGreaterThan(200);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}\?/);
  await expect(page.getByRole("heading", { level: 1, name: "good-24" })).toBeVisible();
  // The trace knows its list: its neighbours are those of the filter.
  await page.keyboard.press("]");
  await expect(page.getByRole("heading", { level: 1, name: "bad-25" })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(link(page, "good-24")).toBeVisible();
  expect(await region.evaluate((element) => element.scrollTop)).toBe(offset);
  await expect(page.getByRole("row", { selected: true })).toContainText("good-24");

  await page.keyboard.press("/");
  await page.keyboard.type("bad-39");
  await expect(page.getByText(/1 found; looked back to/)).toBeVisible();
  await expect(page).toHaveURL(/q=bad-39/);
});

test("text is found in what was said, and what is nowhere is said to be nowhere", async ({
  page,
  request,
}) => {
  const feature = newFeature();
  await sendSpan(request, { name: "asked", feature, input: "Where is my Gepäckstück 77?" });
  await untilListed(request, feature, 1);
  await signIn(page, `${LIST}?feature=${feature}&q=gepäckstück`);
  await expect(link(page, "asked")).toBeVisible();
  await page.getByLabel("Search traces").fill("nowhere to be found");
  await expect(page.getByText("Nothing in this range says “nowhere to be found”")).toBeVisible();
  await expect(
    page.getByText(/Everything that passes the filters was looked through, back to/),
  ).toBeVisible();
  await page.getByLabel("Search traces").fill("GEPÄCKSTÜCK 77");
  await expect(page.locator("mark:visible")).toHaveText("Gepäckstück 77");
  await expect(page.getByText("asked · user message").filter({ visible: true })).toBeVisible();
  await page.locator("mark:visible").click();
  await expect(page).toHaveURL(/span=[0-9a-f]{16}&find=GEP/);
  const panel = page.getByRole("complementary", { name: "Span asked" });
  await expect(panel.getByText("Where is my Gepäckstück 77?")).toBeVisible();
  expect(await page.evaluate(() => [...(CSS.highlights.get("found") ?? [])].map(String))).toEqual([
    "Gepäckstück 77",
  ]);
});

test("an empty list says why and leads out", async ({ page, request }) => {
  await sendSome(request, 1);
  await signIn(page, `${LIST}?feature=no-such-feature&range=1h`);
  await expect(page.getByText("No trace in this range passes the filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(page).not.toHaveURL(/feature=/);
  await expect(page.getByRole("region", { name: "Traces" }).getByRole("row").nth(1)).toBeVisible();
});

test("a drag over the bars chooses the time", async ({ page, request }) => {
  const feature = await sendSome(request, 2);
  await signIn(page, `${LIST}?feature=${feature}&range=24h`);
  const bars = page.getByRole("figure", { name: "Traces over time" }).getByTestId("bars");
  await expect(bars).toBeVisible();
  const box = (await bars.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
});

test("the filtered list is saved as CSV and JSON", async ({ page, request }) => {
  const feature = await sendSome(request, 3);
  await signIn(page, `${LIST}?feature=${feature}&status=ok`);
  await expect(link(page, "good-0")).toBeVisible();
  const saved = async (format: "CSV" | "JSON") => {
    await page.getByRole("button", { name: "Export this list" }).click();
    const href = await page.getByRole("link", { name: `Save as ${format}` }).getAttribute("href");
    await page.keyboard.press("Escape");
    return (await page.request.get(href!)).text();
  };
  expect((await saved("CSV")).trim().split("\r\n")).toHaveLength(3);
  expect((JSON.parse(await saved("JSON")) as { name: string }[]).map(({ name }) => name)).toEqual([
    "good-0",
    "good-2",
  ]);
});

for (const theme of ["light", "dark"] as const) {
  test(`nothing on the list keeps anybody out, wide or narrow (${theme})`, async ({ page, request }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const feature = await sendSome(request, 3);
    await signIn(page, `${LIST}?feature=${feature}`);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto(`${LIST}?feature=${feature}`);
      await expect(page.getByText(/3 in all, 1 failed/)).toBeVisible();
      expect(await violations(page), `${width} px`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    await page.getByRole("button", { name: "Filters: 1 set" }).click();
    await expect(page.getByRole("dialog", { name: "Filters" })).toBeVisible();
    expect(await violations(page), "sheet").toEqual([]);
  });
}
