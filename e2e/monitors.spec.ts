import { expect } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

const MINUTE = 60_000;

test("a monitor is tried on the past, set, tells, recovers, and goes as a file", async ({ page }, info) => {
  test.setTimeout(300_000);
  page.setDefaultTimeout(20_000);
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  await page.goto(`${project}/monitors`);
  await expect(page.getByText("No monitors")).toBeVisible();
  await expectAccessible(page);
  const at = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
  const times = {
    started_at: at(10 * MINUTE),
    ended_at: at(10 * MINUTE - 2000),
    first_token_at: at(10 * MINUTE - 800),
  };
  await sendInteraction(page, key, times);
  await page.goto(`${project}/traces`);
  await reloadUntil(page, () =>
    expect(page.getByText("where-is-my-order").first()).toBeVisible({ timeout: 2000 }),
  );

  await page.goto(`${project}/monitors`);
  await page.getByRole("link", { name: "Set a monitor" }).first().click();
  await page.getByLabel("Metric", { exact: true }).fill("interactions");
  await page.getByLabel("A series for each").selectOption("feature");
  await page.getByLabel("Figure of the last").selectOption("30m");
  await page.getByLabel("Wait for late data").fill("0");
  await page.getByLabel("Alert · optional").fill("0");
  await page.getByLabel("Least observations").fill("0");
  await page.getByLabel("Name", { exact: true }).fill("Too many");
  await expect(page.getByText("It would have told 1 time.")).toBeVisible({ timeout: 20_000 });
  for (const index of [1, 2, 3]) {
    await page.getByRole("button", { name: "Add mute window" }).click();
    await expect(page.getByRole("group", { name: `Mute window ${index}` })).toBeVisible();
  }
  const second = page.getByRole("group", { name: "Mute window 2" });
  // None that holds now: this one is to tell.
  for (const index of [1, 2, 3]) {
    const group = page.getByRole("group", { name: `Mute window ${index}` });
    await group.getByLabel("From").fill("00:00");
    await group.getByLabel("To").fill("00:01");
  }
  await second.getByLabel("Time zone").fill("Nowhere/Never");
  await page.getByRole("button", { name: "Remove mute window 3" }).click();
  await page.getByRole("button", { name: "Set monitor" }).click();
  await expect(second.getByRole("alert")).toContainText("Nobody knows this time zone");
  await second.getByLabel("Time zone").fill("Asia/Tokyo");
  // A field half behind the bar at the top is no small target.
  await page.evaluate(() => window.scrollTo(0, 0));
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("form.png"), fullPage: true });
  await page.getByRole("button", { name: "Set monitor" }).click();
  await expect(page.getByRole("heading", { name: "Too many", level: 1 })).toBeVisible();
  const series = page.getByRole("table", { name: "Series" });
  await expect(async () => {
    await page.reload();
    await expect(series.getByRole("row", { name: /order-help/ })).toContainText("alert", { timeout: 2000 });
  }).toPass({ timeout: 120_000 });
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("monitor.png"), fullPage: true });

  await page.goto(`${project}/monitors`);
  await expect(page.getByRole("row", { name: /Too many/ })).toContainText("alert");
  await page.screenshot({ path: info.outputPath("list.png"), fullPage: true });
  const yaml = await (await page.request.get(`/api/console${project.slice(2)}/monitors/export`)).text();
  expect(yaml).toContain("name: Too many");
  expect(yaml).toContain("zone: Asia/Tokyo");
  expect(yaml.match(/from: "?00:00/g)).toHaveLength(2);
  await page.getByRole("link", { name: "Import" }).click();
  // The table of the page before has the name of the field.
  await expect(page.getByRole("heading", { name: "Import monitors", level: 1 })).toBeVisible();
  // The project's first monitors may have come by themselves meanwhile.
  const changed = yaml.replace(/(name: Too many[^]*?alert: )0\b/, "$1100");
  await page.getByLabel("Monitors", { exact: true }).fill(changed);
  await page.getByRole("button", { name: "Say what would change" }).click();
  await expect(page.getByText("changed: Too many")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("link", { name: "Too many" }).click();
  // Asking again before the page has changed would ask for the page of the list.
  await expect(page.getByRole("heading", { name: "Too many", level: 1 })).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(series.getByRole("row", { name: /order-help/ })).toContainText("ok", { timeout: 2000 });
  }).toPass({ timeout: 120_000 });
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete monitor" }).click();
  await expect(page.getByRole("heading", { name: "Monitors", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "Too many" })).toBeHidden();
});
