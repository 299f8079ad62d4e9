import { readFileSync } from "node:fs";

import { expect } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

test("two versions of a prompt are found in traffic, compared, and one is explained", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop", ["read"]);
  await page.goto(`${project}/prompts`);
  await expect(page.getByText("No prompts yet")).toBeVisible();
  await expectAccessible(page);

  const send = (version: string, system: string, more: Record<string, unknown> = {}) =>
    sendInteraction(page, key, { prompt: { name: "order-help", version, system }, ...more });
  for (let index = 0; index < 12; index++)
    await send("v1", "You answer questions about orders in one sentence.", { release: "1.0" });
  await page.goto(`${project}/prompts`);
  await reloadUntil(page, () =>
    expect(page.getByRole("link", { name: "order-help" })).toBeVisible({ timeout: 2000 }),
  );
  for (let index = 0; index < 3; index++)
    await send("v2", "You answer questions about orders and refunds in two sentences.", { release: "2.0" });
  const traceId = await send("v2", "You answer questions about orders and refunds in two sentences.", {
    release: "2.0",
    environment: "staging",
  });
  const row = page.getByRole("row").filter({ hasText: "order-help" });
  await reloadUntil(page, async () => {
    await expect(row).toContainText("v2", { timeout: 2000 });
    await expect(row).toContainText(/25\s%/, { timeout: 2000 });
  });
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("list.png"), fullPage: true });

  // The list as a file.
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  expect(readFileSync(await (await saved).path(), "utf8")).toMatch(/\r\n\d+,order-help,order-help,2,/);

  await page.getByRole("link", { name: "order-help" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "order-help" })).toBeVisible();
  const versions = page.getByRole("region", { name: "Versions" });
  await expect(versions.getByRole("row")).toHaveCount(3);
  await expect(versions.getByRole("row").nth(1)).toContainText("v2");
  // Word by word: the newest beside the one before.
  await expect(page.getByRole("heading", { name: "What changed" })).toBeVisible();
  await expect(page.locator("mark").filter({ hasText: "refunds" })).toBeVisible();
  await page.getByText("The text of version v1").click();
  await expect(page.getByRole("button", { name: "Copy text of version v1" })).toBeVisible();
  await expectAccessible(page);

  // Why it changed, by whom.
  await page.getByRole("button", { name: "Add a note on order-help@v2" }).click();
  await page.getByRole("dialog").getByLabel("Note").fill("Refunds were asked for as well.");
  await page.getByRole("dialog").getByRole("button", { name: "Save note" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(versions.getByText("Refunds were asked for as well.")).toBeVisible();
  await expect(page.getByText("Refunds were asked for as well.")).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Change the note on order-help@v2" })).toBeVisible();

  // Its address alone shows it again, the other way round too.
  await page.getByRole("button", { name: "Swap the versions" }).click();
  await expect(page).toHaveURL(/a=2&b=1/);
  await expect(page.getByRole("heading", { name: "After: version v1" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "After: version v1" })).toBeVisible();
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: info.outputPath(`prompt-${scheme}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await expect(page.getByRole("heading", { name: "After: version v1" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("prompt-narrow.png"), fullPage: true });
  await page.goto(`${project}/prompts`);
  await expect(row).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.screenshot({ path: info.outputPath("list-narrow.png"), fullPage: true });
  await page.setViewportSize({ width: 1440, height: 900 });

  // From where it is used to the traces, and from a trace to the prompt.
  await page.getByRole("link", { name: "order-help" }).click();
  await page
    .getByRole("region", { name: "Where it is in use" })
    .getByRole("link", { name: "staging" })
    .click();
  await expect(page).toHaveURL(/traces\?.*env=staging/);
  await expect(page.getByText("where-is-my-order").first()).toBeVisible();
  await page.goto(`${project}/traces/${traceId}`);
  await page.getByRole("tree").getByText("gpt-4o-mini").first().click();
  await page.getByRole("link", { name: "What it changed" }).first().click();
  await expect(page.getByRole("heading", { name: "After: version v2" })).toBeVisible();

  // The same over HTTP.
  const headers = { authorization: `Bearer ${key}` };
  const list = await (await page.request.get("/api/v1/prompts", { headers })).json();
  expect(list.data).toHaveLength(1);
  const prompt = await (
    await page.request.get(`/api/v1/prompts/${list.data[0].prompt_id}?include=content`, { headers })
  ).json();
  expect(prompt.versions.map(({ version }: { version: string }) => version)).toEqual(["v2", "v1"]);
  expect(prompt.versions[0].note.text).toBe("Refunds were asked for as well.");
  expect(prompt.versions[1].text).toContain("one sentence");
});

test("the palette leads to prompts, and a prompt that is not there is said to be missing", async ({
  page,
}) => {
  await signIn(page, "/p/default/overview");
  // A page that does not listen yet is asked again.
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("combobox")).toBeVisible({ timeout: 3000 });
  }).toPass();
  await page.getByRole("combobox").fill("prompts");
  await page.getByRole("option", { name: "Prompts" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Prompts" })).toBeVisible();
  await page.goto("/p/default/prompts/99999999");
  await expect(page.getByRole("heading", { name: "There is nothing at this address" })).toBeVisible();
});
