import { readFile } from "node:fs/promises";

import { expect, type Page } from "@playwright/test";

import { readBegun } from "./begun-drift";
import { expectAccessible, test } from "./journey";
import { signIn } from "./sign-in";

const MINUTE = 60_000;
/** What came late is measured three minutes after it came, and looked at with the five minutes that end next. */
const FOUND_WITHIN_MS = 12 * MINUTE;

async function saved(page: Page, name: string): Promise<string> {
  const arriving = page.waitForEvent("download");
  await page.getByRole("link", { name }).click();
  return readFile(await (await arriving).path(), "utf8");
}

/** Asks the page again until a worker has done its part. */
const untilThere = (page: Page, there: () => Promise<unknown>, timeout: number): Promise<void> =>
  expect(async () => {
    await page.reload();
    await there();
  }).toPass({ timeout, intervals: [2000] });

test("drift is found, followed to its incident and its traces, compared, taken on, written up and ended", async ({
  page,
}, info) => {
  test.setTimeout(FOUND_WITHIN_MS + 5 * MINUTE);
  page.setDefaultTimeout(20_000);
  const { project, changedMs } = await readBegun(info.project.outputDir);
  await signIn(page, `${project}/drift`);

  // Found: what, since when, and why.
  const moved = page
    .getByRole("region", { name: / in production$/ })
    .filter({ hasText: "Documents match worse" })
    .first();
  const finding = moved.getByRole("article").filter({ hasText: "Documents match worse" });
  await untilThere(page, () => expect(finding).toBeVisible({ timeout: 2000 }), FOUND_WITHIN_MS);
  const began = Date.parse((await finding.locator("time").first().getAttribute("datetime")) ?? "");
  // At night a feature has ten interactions an hour.
  expect(Math.abs(began - changedMs)).toBeLessThan(75 * MINUTE);
  await expect(finding).toContainText(/Likely cause.*2\.4\.0/);
  const feature = (await moved.getAttribute("aria-label")) ?? "";
  await expectAccessible(page);
  await finding.getByRole("link", { name: /^Documents match worse/ }).click();
  await expect(page).toHaveURL(/signal=retrieval_score/);
  await expect(page.getByRole("figure", { name: /^Scores of retrieved documents of/ })).toBeInViewport();
  await page.screenshot({ path: info.outputPath("drift.png"), fullPage: true });

  // Its incident, with affected held against healthy as soon as a worker has looked.
  await moved.getByRole("link", { name: /^incident \d+, open$/ }).click();
  await expect(page).toHaveURL(/\/incidents\/\d+$/);
  // Features that changed together for one likely cause share it, and its name: the first of them may be another one.
  await expect(page.getByRole("heading", { name: / in production: /, level: 1 })).toBeVisible();
  await expect(
    page.getByRole("link", { name: new RegExp(`^${feature}: documents match worse`) }),
  ).toBeVisible();
  const incident = new URL(page.url()).pathname;
  const comparison = page.getByRole("region", { name: "Affected compared with healthy" });
  const examples = page.getByRole("region", { name: "Examples" });
  await untilThere(
    page,
    async () => {
      await expect(comparison).toBeVisible({ timeout: 2000 });
      await expect(examples).toContainText("healthy");
    },
    3 * MINUTE,
  );
  const release = comparison.getByRole("row", { name: /2\.4\.0/ });
  await expect(release).toContainText(/\+\d\d(\.\d)?\spt/);
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("incident.png"), fullPage: true });
  await release.getByRole("link").click();
  await expect(page).toHaveURL(/\/traces\?.*2\.4\.0/);
  await expect(page.getByRole("region", { name: "Traces" }).getByRole("row").nth(1)).toBeVisible();
  await page.goto(incident);

  // An example as it was kept, and as it is stored.
  await examples
    .getByRole("row", { name: /affected/ })
    .first()
    .getByRole("link", { name: "kept copy" })
    .click();
  await expect(page.getByText(/A copy, kept/)).toBeVisible();
  await page.getByRole("link", { name: "Transcript" }).click();
  await expect(page.getByRole("region", { name: "Transcript" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "The trace as it is stored now" }).click();
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}/);
  await expect(page.getByText(/A copy, kept/)).toBeHidden();

  await page.goto(incident);
  const timeline = page.getByRole("list").filter({ hasText: "Opened" }).last();
  // A page that does not listen yet is asked again.
  const acknowledge = page.getByRole("button", { name: "Acknowledge" });
  await expect(async () => {
    if (await acknowledge.isVisible()) await acknowledge.click();
    await expect(timeline).toContainText("Acknowledged", { timeout: 5000 });
  }).toPass();
  await page.getByRole("button", { name: "Resolve" }).click();
  const resolving = page.getByRole("dialog");
  await resolving.getByLabel("How it ended").fill("The index of 2.3.0 is back.");
  await resolving.getByRole("button", { name: "Resolve incident" }).click();
  await expect(timeline).toContainText("The index of 2.3.0 is back.");

  // Written up from the facts, and taken along.
  await page.getByRole("link", { name: "Post-mortem" }).click();
  const text = page.getByLabel("Text of the post-mortem, in Markdown");
  await expect(text).toHaveValue(/## Cause[^]*2\.4\.0[^]*## Examples[^]*## Timeline[^]*acknowledged/);
  const written = (await text.inputValue()).replace(
    "## What we learned\n",
    "## What we learned\n\nTry an index on **yesterday's** questions first.\n",
  );
  await text.fill(written);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("not saved", { exact: true })).toBeHidden();
  await expect(page.getByText(/^Saved (?!meanwhile).* by /)).toBeVisible();
  await expectAccessible(page);
  expect(await saved(page, "Markdown")).toBe(written);
  const html = await saved(page, "HTML");
  expect(html).toMatch(/^<!doctype html>/i);
  expect(html).toContain("Try an index on <strong>yesterday's</strong> questions first.");
  for (const heading of ["Impact", "Detection", "Cause", "Examples", "Timeline"])
    expect(html).toMatch(new RegExp(`<h2[^>]*>${heading}</h2>`));
  expect(html).not.toMatch(/<script|<img|src=/);

  await page.goto(`${project}/incidents?state=resolved`);
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="${incident}"]`) });
  await expect(row).toContainText("Resolved");
  await expectAccessible(page);

  // What a feature is compared with can be another time.
  await page.goto(`${project}/drift`);
  await page.getByLabel("Compare with").selectOption("period");
  await page.getByRole("button", { name: "Set baseline" }).click();
  await expect(page.getByText(/^Pinned to /)).toBeVisible();
  await expectAccessible(page);
});
