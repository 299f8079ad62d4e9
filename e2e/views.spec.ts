import { expect } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

const LONG = "Orders of the whole autumn that took much longer than anybody would have thought";

test("a trace is bookmarked, and the list shows bookmarked ones alone", async ({ page }, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "journey");
  const first = await sendInteraction(page, key);
  const second = await sendInteraction(page, key, { name: "returns", feature: "returns" });
  await page.goto(`${project}/traces`);
  const row = (id: string) => page.getByRole("row").filter({ has: page.locator(`a[href*="${id}"]`) });
  await reloadUntil(page, async () => {
    await expect(row(first)).toBeVisible({ timeout: 2000 });
    await expect(row(second)).toBeVisible({ timeout: 2000 });
  });
  await row(second).hover();
  await row(second).getByRole("button", { name: "Bookmark returns" }).click();
  await expect(row(second).getByRole("button", { name: "Bookmark returns" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await page.getByRole("button", { name: "Only bookmarked" }).click();
  await expect(page).toHaveURL(/bookmarked=true/);
  await expect(row(first)).toBeHidden();
  await expect(row(second)).toBeVisible();
  await expect(page.getByText("by you")).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("bookmarked.png") });

  // On the trace's own page it is known, and taken off by its key; the list is then empty.
  await row(second).getByRole("link").first().click();
  const star = page.getByRole("button", { name: "Bookmark", exact: true });
  await expect(star).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("b");
  await expect(star).toHaveAttribute("aria-pressed", "false");
  await page.goto(`${project}/traces?bookmarked=true`);
  await expect(page.getByText("No trace in this range passes the filters")).toBeVisible();
  await expectAccessible(page);
});

test("several traces are commented on at once", async ({ page }, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "journey");
  const ids = [await sendInteraction(page, key), await sendInteraction(page, key)];
  await page.goto(`${project}/traces`);
  const row = (id: string) => page.getByRole("row").filter({ has: page.locator(`a[href*="${id}"]`) });
  await reloadUntil(page, async () => {
    for (const id of ids) await expect(row(id)).toBeVisible({ timeout: 2000 });
  });
  for (const id of ids) await row(id).getByRole("checkbox").click();
  const bar = page.getByRole("group", { name: "Selected traces" });
  await expectAccessible(page);
  await bar.getByRole("button", { name: "Comment", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Comment" }).fill("Both came from one caller.");
  await dialog.getByRole("button", { name: "Comment", exact: true }).click();
  await expect(page.getByText("Commented on 2 traces")).toBeVisible();
  await bar.getByRole("button", { name: "Pin" }).click();
  await expect(dialog.getByText("No unresolved incident")).toBeVisible();
  await page.keyboard.press("Escape");
  for (const id of ids) {
    await page.goto(`${project}/traces/${id}`);
    await page.getByRole("button", { name: "1 comment", exact: true }).click();
    await expect(dialog.getByText("Both came from one caller.")).toBeVisible();
    await page.keyboard.press("Escape");
  }
});

test("a list is saved as a view, opened by its address, shown first, changed and deleted", async ({
  page,
}, info) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "journey");
  await sendInteraction(page, key);
  await sendInteraction(page, key, { name: "returns", feature: "returns" });
  await page.goto(`${project}/traces?feature=returns&range=7d`);
  const rows = page.getByRole("row").filter({ has: page.getByRole("checkbox", { name: /^Select (?!the)/ }) });
  await reloadUntil(page, () => expect(rows).toHaveCount(1, { timeout: 2000 }));
  const bar = page.getByRole("navigation", { name: "Saved views" });
  await expect(bar).toBeHidden();

  const dialog = page.getByRole("dialog");
  const save = async (name: string) => {
    await page.getByRole("button", { name: "Save this view" }).click();
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("button", { name: "Save view" }).click();
  };
  await save("Returns");
  await expect(bar.getByRole("link", { name: "Returns" })).toHaveAttribute("aria-current", "page");
  await expect(page).toHaveURL(/feature=returns.*view=\d+/);
  const id = new URL(page.url()).searchParams.get("view");
  await page.getByRole("button", { name: "Save this view" }).click();
  await dialog.getByLabel("Name").fill("RETURNS");
  await dialog.getByRole("button", { name: "Save view" }).click();
  await expect(dialog.getByText("There is a view of this name already.")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel("Name").fill(LONG.slice(0, 80));
  await dialog.getByLabel("Who sees it").selectOption({ label: "Everybody in the project" });
  await dialog.getByRole("button", { name: "Save view" }).click();
  await expect(bar.getByRole("link", { name: /Orders of/ })).toHaveAttribute("aria-current", "page");

  // By its id alone, and without one.
  await page.goto(`${project}/traces?view=${id}`);
  await expect(page).toHaveURL(/feature=returns/);
  await expect(rows).toHaveCount(1);
  await bar.getByRole("link", { name: "All traces" }).click();
  await expect(rows).toHaveCount(2);

  await bar.getByRole("link", { name: "Returns" }).click();
  await expect(rows).toHaveCount(1);
  const menu = page.getByRole("button", { name: "Change the view Returns" });
  await menu.click();
  await page.getByRole("menuitem", { name: "Show me this first" }).click();
  await expect(bar.getByRole("link", { name: "Returns (default)" })).toBeVisible();
  await page.goto(`${project}/traces`);
  await expect(page).toHaveURL(/feature=returns/);

  await page.getByRole("button", { name: "Only bookmarked" }).click();
  await expect(bar.getByText("changed", { exact: true })).toBeVisible();
  await menu.click();
  await page.getByRole("menuitem", { name: "Save what is shown" }).click();
  await expect(bar.getByText("changed", { exact: true })).toBeHidden();
  await expectAccessible(page);
  for (const [name, width, colorScheme] of [
    ["light", 1440, "light"],
    ["dark", 1440, "dark"],
    ["middle", 1024, "light"],
    ["narrow", 390, "light"],
  ] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.screenshot({ path: info.outputPath(`views-${name}.png`) });
  }
  await expectAccessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await menu.click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await dialog.getByLabel("Name").fill("Sent back");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await expect(bar.getByRole("link", { name: "Sent back" })).toBeVisible();
  await page.getByRole("button", { name: "Change the view Sent back" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete view" }).click();
  await expect(bar.getByRole("link", { name: "Sent back" })).toBeHidden();
  await expect(bar.getByRole("link", { name: "All traces" })).toHaveAttribute("aria-current", "page");
});
