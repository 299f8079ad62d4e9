import { expect, type Locator, type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";

import { openGallery } from "./chart-kit/serve-gallery";
import { expectAccessible, newKey, newProject, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

const MINUTE = 60_000;

/** The focusable drawing of a chart. */
const drawing = (page: Page, question: string | RegExp) =>
  page.getByRole("figure", { name: question }).getByRole("group", { name: question });

async function dragOver(
  page: Page,
  chart: Locator,
  from: [number, number],
  to: [number, number],
): Promise<void> {
  // A page that was just read anew draws its charts anew.
  let box = { x: 0, y: 0, width: 0, height: 0 };
  await expect(async () => {
    await chart.scrollIntoViewIfNeeded({ timeout: 2000 });
    box = (await chart.boundingBox()) ?? box;
    expect(box.width).toBeGreaterThan(0);
  }).toPass();
  const at = ([x, y]: [number, number]) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]), { steps: 3 });
  await page.mouse.move(...at(to), { steps: 3 });
  await page.mouse.up();
}

const save = async (page: Page, chart: Locator, as: "CSV" | "PNG"): Promise<Buffer> => {
  await chart.hover();
  await chart.getByRole("button", { name: "Save chart" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: `Save as ${as}` }).click(),
  ]);
  return readFile(await file.path());
};

test("a range chosen in a chart becomes the page's, and every way back leads back", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  const call = (minutesAgo: number, more = {}) =>
    sendInteraction(page, key, {
      started_at: new Date(Date.now() - minutesAgo * MINUTE - 2500).toISOString(),
      first_token_at: new Date(Date.now() - minutesAgo * MINUTE - 1700).toISOString(),
      ended_at: new Date(Date.now() - minutesAgo * MINUTE).toISOString(),
      ...more,
    });
  for (const minutesAgo of [50, 40, 30]) await call(minutesAgo);
  for (const minutesAgo of [20, 12, 5]) await call(minutesAgo, { model: "gpt-4.1-mini" });
  const first = drawing(page, /Interactions, completed/);
  const second = drawing(page, /Latency of an interaction/);
  await expect(async () => {
    await page.goto(`${project}/overview?range=1h`);
    await expect(first).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 40_000 });

  // What came new stands in the charts and leads to its traces.
  const mark = page
    .getByRole("figure", { name: /Cost by model/ })
    .getByRole("link", { name: "model gpt-4.1-mini" });
  await expect(mark).toHaveAttribute("href", /traces\?range=1h&model=gpt-4\.1-mini/);

  // One cursor in all charts, numbers where it is pointed at.
  await first.hover({ position: { x: 300, y: 80 } });
  await expect(first.getByTestId("chart-cursor")).toHaveCount(1);
  await expect(second.getByTestId("chart-cursor")).toHaveCount(1);
  await expect(page.getByTestId("chart-tooltip")).toHaveCount(1);

  await dragOver(page, first, [0.5, 0.5], [0.8, 0.5]);
  await expect(page).toHaveURL(/from=.+&to=/);
  await page.goBack();
  await expect(page).not.toHaveURL(/from=/);

  await page.waitForLoadState("networkidle");
  await dragOver(page, first, [0.4, 0.5], [0.9, 0.5]);
  await expect(page).toHaveURL(/from=/);
  const zoomed = page.url();
  await page.waitForLoadState("networkidle");
  // A chart that is drawn anew while one drags over it forgets the drag.
  await expect(async () => {
    if (page.url() === zoomed) await dragOver(page, second, [0.4, 0.5], [0.6, 0.5]);
    await expect(page).not.toHaveURL(zoomed, { timeout: 3000 });
  }).toPass({ timeout: 40_000 });
  await expect(page.getByRole("button", { name: "Zoom out" }).first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("z");
  await expect(page).toHaveURL(zoomed);
  await page.waitForLoadState("networkidle");
  await first.dblclick({ position: { x: 300, y: 80 } });
  await expect(page).not.toHaveURL(/from=/);

  // The same by keys alone; a chart whose range just changed is drawn anew, and what was selected in it is gone.
  await expect(async () => {
    await first.focus();
    for (const pressed of ["End", "ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft"])
      await page.keyboard.press(pressed);
    await expect(first.getByTestId("chart-selection")).toBeVisible({ timeout: 1000 });
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/from=/, { timeout: 3000 });
  }).toPass({ timeout: 40_000 });

  await page.goto(`${project}/overview?range=1h`);
  await expect(first).toBeVisible();
  await expectAccessible(page);
});

test("days begin where the browser is, or where the address says", async ({ browser }) => {
  const context = await browser.newContext({ timezoneId: "Asia/Kolkata" });
  const page = await context.newPage();
  await signIn(page, "/p/default/overview");
  const range = page.getByRole("button", { name: /Time range/ });
  await expect(range).toHaveAccessibleName(/UTC\+5:30/);
  // What the server wrote, before any script ran.
  const served = await (await page.request.get("/p/default/overview")).text();
  expect(served).toContain("UTC+5:30");
  await page.goto("/p/default/overview?tz=America/Bogota");
  await expect(range).toHaveAccessibleName(/UTC−5/);
  await context.close();
});

test("a chart saves its figures and a picture of itself", async ({ page }) => {
  await openGallery(page);
  const chart = page.getByRole("figure", { name: "When were calls slow?" });
  const csv = (await save(page, chart, "CSV")).toString();
  expect(csv.split("\r\n")[0]).toBe("from,above,up_to,calls");
  for (const question of [
    "When were calls slow?",
    "Which features cost most?",
    "Latency of an interaction",
  ]) {
    const figure = page.getByRole("figure", { name: question });
    const png = await save(page, figure, "PNG");
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    const box = (await figure.boundingBox())!;
    // Twice the drawing and its margins.
    expect(Math.abs(png.readUInt32BE(16) - 2 * (Math.ceil(box.width) + 32))).toBeLessThanOrEqual(4);
    expect(png.readUInt32BE(20)).toBeGreaterThan(2 * box.height);
    const colours = await page.evaluate(async (base64) => {
      const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const pen = new OffscreenCanvas(picture.width, picture.height).getContext("2d")!;
      pen.drawImage(picture, 0, 0);
      const { data } = pen.getImageData(0, 0, picture.width, picture.height);
      const seen = new Set<number>();
      for (let i = 0; i < data.length; i += 4)
        seen.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
      return seen.size;
    }, png.toString("base64"));
    expect(colours, question).toBeGreaterThan(50);
  }
});

test("a box chosen in a heatmap is a range of time and of values, by pointer and by keys", async ({
  page,
}) => {
  await openGallery(page);
  const heat = drawing(page, "When were calls slow?");
  const box = () =>
    page.evaluate(() => JSON.parse(document.body.dataset.box ?? "null") as Record<string, number> | null);
  await dragOver(page, heat, [0.6, 0.1], [0.9, 0.4]);
  await expect(heat.getByTestId("chart-selection")).toBeVisible();
  const chosen = (await box())!;
  expect(chosen.to! - chosen.from!).toBeGreaterThan(3 * 3_600_000);
  expect(chosen.upper!).toBeGreaterThan(chosen.lower! * 3);
  // Its cursor goes through the charts beside it.
  await expect(drawing(page, "Cost by feature").getByTestId("chart-cursor")).toHaveCount(1);
  await heat.focus();
  await page.keyboard.press("Escape");
  await expect(heat.getByTestId("chart-selection")).toHaveCount(0);
  expect(await box()).toBeNull();
  for (const pressed of ["ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowUp", "Enter"])
    await page.keyboard.press(pressed);
  await expect(heat.getByTestId("chart-selection")).toBeVisible();
  expect((await box())!.to! - (await box())!.from!).toBe(2 * 900_000);
  await expectAccessible(page);
});

test("a month by minute answers at once and keeps every minute", async ({ page }) => {
  await openGallery(page, "?points=43200");
  const chart = drawing(page, "Latency of an interaction");
  for (let x = 80; x < 480; x += 40) await chart.hover({ position: { x, y: 90 } });
  await expect(page.getByTestId("chart-tooltip")).toContainText(/lowest and highest of \d+ min/);
  const figure = page.getByRole("figure", { name: "Latency of an interaction" });
  const csv = (await save(page, figure, "CSV")).toString();
  expect(csv.trimEnd().split("\r\n")).toHaveLength(43_201);
  await chart.focus();
  await page.keyboard.press("t");
  await expect(figure.getByRole("table")).toHaveAttribute("aria-rowcount", "43201");
});
