import { expect } from "@playwright/test";

import { newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

const QUARTER_MS = 15 * 60_000;
/** In the middle of the quarter of an hour that lies so many before the present one. */
const quartersAgo = (n: number): number =>
  Math.floor(Date.now() / QUARTER_MS) * QUARTER_MS - n * QUARTER_MS + QUARTER_MS / 2;

test("a cost leads to its cause in one click, a bar to its traces, and last month's to paper in two", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  const thirty = async (atMs: number, input: number) => {
    for (let n = 0; n < 31; n++)
      await sendInteraction(page, key, {
        feature: n % 2 === 0 ? "booking" : "faq",
        started_at: new Date(atMs + n * 1000).toISOString(),
        first_token_at: new Date(atMs + n * 1000 + 500).toISOString(),
        ended_at: new Date(atMs + n * 1000 + 900).toISOString(),
        usage: { input_total: input, output_total: 9 },
      });
  };
  const now = new Date();
  const lastMonth = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15, 12);
  await thirty(lastMonth, 500_000);
  await thirty(quartersAgo(4 * 30), 1_000);
  await thirty(quartersAgo(8), 40_000);

  // The tile, then the cause: longer prompts, by name.
  await page.goto(`${project}/overview`);
  const tile = page.getByRole("main").getByRole("link", { name: /^Cost/ });
  await reloadUntil(page, () => expect(tile).toContainText("was", { timeout: 1000 }));
  await tile.click();
  await expect(page).toHaveURL(/\/cost/);
  const causes = page.getByRole("list", { name: "Largest causes" });
  await expect(causes).toContainText(/booking: .*prompts|prompts.*booking/i);

  // By keys: a bucket, the series within it, its traces.
  const chart = page
    .getByRole("figure", { name: "Cost by feature" })
    .getByRole("group", { name: /Cost by feature/ });
  await chart.focus();
  await page.keyboard.press("End");
  for (let n = 0; n < 8; n++) await page.keyboard.press("ArrowLeft");
  await expect(page.getByTestId("chart-tooltip")).toContainText("Enter for its traces");
  const cursor = await chart.getByTestId("chart-cursor").boundingBox();
  await page.keyboard.press("ArrowDown");
  const picked = await page.getByTestId("chart-tooltip").innerText();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/traces\?.*feature=(booking|faq)/);
  const feature = new URL(page.url()).searchParams.get("feature")!;
  expect(picked).toContain(`Enter for its traces, ${feature}`);
  const all = page.getByText(/\d+ in all/);
  await expect(all).toContainText(feature === "booking" ? "16 in all" : "15 in all");

  // By the pointer: above the stack it is the bucket that is meant.
  await page.goBack();
  const box = (await chart.boundingBox())!;
  await page.mouse.click(cursor!.x + cursor!.width / 2, box.y + 20);
  await expect(page).toHaveURL(/\/traces\?(?!.*feature=)/);
  await expect(all).toContainText("31 in all");

  // What did booking cost last month, in print?
  await page.goto(`${project}/cost`);
  await page.getByRole("link", { name: "Last month" }).click();
  const row = page.getByRole("region", { name: "Cost by feature" }).getByRole("row", { name: /booking/ });
  await expect(row).toContainText("$1.20");
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute("data-printed", "yes");
  });
  await page.getByRole("button", { name: "Print" }).click();
  await expect(page.locator("body")).toHaveAttribute("data-printed", "yes");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText(/^printed by/)).toBeVisible();
  await expect(row).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Pages" })).toBeHidden();
  await expect(page.getByRole("link", { name: "Last month" })).toBeHidden();
});
