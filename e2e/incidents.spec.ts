import { readFile } from "node:fs/promises";

import { expect, type Page } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

/** Saves the post-mortem. An earlier save stands there still while this one is on its way. */
async function savePostMortem(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("not saved", { exact: true })).toBeHidden();
  await expect(page.getByText(/^Saved (?!meanwhile).* by /)).toBeVisible();
}

test("an incident opens, is taken on, talked about, written up, resolved and reviewed", async ({
  page,
}, info) => {
  test.setTimeout(300_000);
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");

  await page.goto(`${project}/incidents`);
  await expect(page.getByText("No unresolved incident")).toBeVisible();
  await expectAccessible(page);

  await page.goto(`${project}/budgets`);
  await page.getByRole("link", { name: "Set a budget" }).click();
  await page.getByLabel("Name").fill("Day");
  await page.getByLabel("Limit", { exact: true }).fill("0.00001");
  await page.getByLabel("Period").selectOption("calendar day");
  await page.getByRole("button", { name: "Set budget" }).click();
  await expect(page.getByRole("heading", { name: "Day", level: 1 })).toBeVisible();
  const traceId = await sendInteraction(page, key, { provider: "openai", model: "gpt-4o" });

  await page.goto(`${project}/overview`);
  const title = /Budget “Day” has reached 100 %/;
  await reloadUntil(page, () =>
    expect(page.getByRole("link", { name: title })).toBeVisible({ timeout: 1000 }),
  );
  await expect(
    page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /Incidents/ }),
  ).toContainText("1");
  await page.getByRole("link", { name: "Incidents" }).first().click();
  await expect(page.getByRole("row", { name: title })).toContainText("Open");
  await expectAccessible(page);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: title, level: 1 })).toBeVisible();
  const incident = new URL(page.url()).pathname;

  await page.getByRole("button", { name: "Acknowledge" }).click();
  const timeline = page.getByRole("list").filter({ hasText: "Opened" }).last();
  await expect(timeline).toContainText("Acknowledged");
  await page.getByLabel("Comment").fill("The limit is far too low.");
  await page.getByRole("button", { name: "Comment" }).click();
  await expect(timeline).toContainText("The limit is far too low.");
  await page.getByRole("button", { name: /^Owner/ }).click();
  await page.getByRole("menuitemcheckbox", { name: "Nobody" }).click();
  await expect(page.getByText("Nobody owns it.")).toBeVisible();
  await page.getByRole("button", { name: /^Severity/ }).click();
  await page.getByRole("menuitemcheckbox", { name: "Warning" }).click();
  await expect(timeline).toContainText("From alert to warning.");

  await page.goto(`${project}/traces/${traceId}`);
  await page.getByRole("button", { name: "Keep with an incident" }).click();
  const keeping = page.getByRole("dialog");
  await keeping.getByLabel("Why this one").fill("The first expensive one.");
  await keeping.getByRole("button", { name: "Keep trace" }).click();
  await expect(keeping).toBeHidden();
  await page.goto(incident);
  const examples = page.getByRole("table", { name: "Examples" });
  await expect(examples).toContainText("The first expensive one.");
  await expectAccessible(page);
  await examples.getByRole("link", { name: "kept copy" }).click();
  await expect(page.getByText(/A copy, kept/)).toBeVisible();
  await page.getByRole("link", { name: "Transcript" }).click();
  await expect(page.getByText("It left the warehouse this morning.").first()).toBeVisible();
  await page.getByRole("link", { name: "Raw" }).click();
  await expect(page.getByRole("region", { name: "Raw data", exact: true })).toContainText("gpt-4o");
  await expectAccessible(page);

  await page.goto(`${incident}/post-mortem`);
  const text = page.getByLabel("Text of the post-mortem, in Markdown");
  await expect(text).toHaveValue(/## Impact/);
  const written = `${await text.inputValue()}\n\nWe **learned** to set limits.\n\n![x](https://example.com/x.png) <b onclick="x()">raw</b>`;
  await text.fill(written);
  await expect(
    page.getByRole("region", { name: "Preview" }).getByText("learned", { exact: true }),
  ).toBeVisible();
  await page.getByRole("link", { name: "Incidents" }).first().click();
  const leaving = page.getByRole("dialog", { name: "Leave without saving?" });
  await leaving.getByRole("button", { name: "Stay" }).click();
  await savePostMortem(page);
  await expectAccessible(page);
  const saved = async (name: string): Promise<string> => {
    const arriving = page.waitForEvent("download");
    await page.getByRole("link", { name }).click();
    return readFile(await (await arriving).path(), "utf8");
  };
  expect(await saved("Markdown")).toBe(written);
  const html = await saved("HTML");
  expect(html).toContain("<strong>learned</strong>");
  expect(html).not.toMatch(/<img|onclick|<b /);
  expect(html).toContain('rel="noopener noreferrer"');

  // Somebody else saves in between: both texts are there.
  const other = await page.context().newPage();
  await other.goto(`${incident}/post-mortem`);
  await other.getByLabel("Text of the post-mortem, in Markdown").fill("# Theirs");
  await savePostMortem(other);
  await other.close();
  await text.fill("# Mine");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Put theirs below mine" }).click();
  await expect(text).toHaveValue(/# Mine[^]*# Theirs/);
  await savePostMortem(page);

  await page.goto(incident);
  await page.getByRole("button", { name: "Resolve" }).click();
  const resolving = page.getByRole("dialog");
  await resolving.getByLabel("How it ended").fill("The limit was raised.");
  await resolving.getByRole("button", { name: "Resolve incident" }).click();
  await expect(page.getByText("The limit was raised.").first()).toBeVisible();
  await page.getByRole("button", { name: "Mark as reviewed" }).click();
  await expect(page.getByText("Reviewed", { exact: true }).first()).toBeVisible();
  await page.goto(`${project}/incidents`);
  await expect(page.getByText("No unresolved incident")).toBeVisible();
  await page.goto(`${project}/incidents?state=reviewed&q=day`);
  await expect(page.getByRole("row", { name: title })).toContainText("Reviewed");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of [`${project}/incidents?state=all`, incident, `${incident}/post-mortem`]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBe(0);
  }
  await expect(page.getByLabel("Text of the post-mortem, in Markdown")).toBeVisible();
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("region", { name: "Preview" })).toContainText("Mine");

  const list = await page.request.get(
    `/api/console/${project.split("/")[2]}/incidents/export?state=all&format=csv`,
  );
  expect((await list.text()).split("\r\n")).toHaveLength(3);
});
