import { type Browser, expect, type Page } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

/** Somebody who has accepted an invitation, in a browser of their own. */
async function invited(
  admin: Page,
  browser: Browser,
  project: string,
  { role, name }: { role: string; name: string },
): Promise<Page> {
  await admin.goto(`${project}/settings/members`);
  await admin
    .getByRole("textbox", { name: "E-mail" })
    .fill(`${role}-${Date.now().toString(36)}@recount.local`);
  await admin.getByRole("combobox", { name: "Role" }).first().selectOption(role);
  await admin.getByRole("button", { name: "Make invitation link" }).click();
  const link = await admin.getByRole("status").locator("code").innerText();
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill("journeys-only-too");
  await page.getByRole("button", { name: "Make account and join" }).click();
  await page.waitForURL(/\/p\//);
  return page;
}

test("an engineer reads a trace, and the compliance officer sees who has seen it", async ({
  page,
  browser,
}, info) => {
  test.setTimeout(240_000);
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const traceId = await sendInteraction(page, await newKey(page, project, "shop"));
  const engineer = await invited(page, browser, project, { role: "engineer", name: "Ed Engineer" });
  const officer = await invited(page, browser, project, { role: "compliance", name: "Olga Officer" });

  await engineer.goto(`${project}/traces/${traceId}?view=transcript`);
  await reloadUntil(engineer, () =>
    expect(engineer.getByText("It left the warehouse this morning.").first()).toBeVisible({ timeout: 3000 }),
  );
  await expect(engineer.getByRole("button", { name: "Who has seen this trace" })).toHaveCount(0);
  await engineer.goto(`${project}/compliance/audit`);
  await expect(engineer.getByText("The audit log is for compliance officers and admins")).toBeVisible();

  await officer.goto(`${project}/overview`);
  await officer.getByRole("link", { name: "Compliance" }).click();
  await officer.getByRole("link", { name: "Audit log", exact: true }).first().click();
  await expect(officer.getByRole("heading", { level: 1 })).toHaveText("Audit log");
  const log = officer.getByRole("region", { name: "Audit log" });
  await expect(log.getByText("member invited").first()).toBeVisible();
  await expect(log.getByText("signed in").first()).toBeVisible();
  await officer.getByRole("link", { name: "Reads" }).click();
  await expect(officer).toHaveURL(/kind=read/);
  await expect(log.getByText("member invited")).toHaveCount(0);
  await officer.getByRole("searchbox", { name: /Trace id/ }).fill(traceId);
  await expect(officer).toHaveURL(new RegExp(`target=${traceId}`));
  const row = log.getByRole("row").filter({ hasText: "read the trace" }).filter({ hasText: "Ed Engineer" });
  await expect(row.first()).toBeVisible();
  await row.first().getByRole("button", { name: "Show details" }).click();
  await expect(log.getByText(`${project}/traces/${traceId}`).first()).toBeVisible();
  await expectAccessible(officer);

  const [file] = await Promise.all([
    officer.waitForEvent("download"),
    officer.getByRole("link", { name: "JSON lines" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/audit-log\.jsonl$/);
  await officer.goto(`${project}/compliance/audit?kind=export`);
  await expect(log.getByText("exported the audit log").first()).toBeVisible();

  await officer.goto(`${project}/traces/${traceId}`);
  await officer.getByRole("button", { name: "Who has seen this trace" }).click();
  const dialog = officer.getByRole("dialog");
  await expect(dialog.getByRole("region", { name: "Who has seen this trace" })).toContainText("Ed Engineer");
  await expect(dialog.getByRole("region", { name: "Reads of this trace" })).toContainText("read the trace");
  await expectAccessible(officer);
  await dialog.getByRole("link", { name: "In the audit log" }).click();
  await expect(officer).toHaveURL(new RegExp(`/compliance/audit\\?.*target=${traceId}`));
  await expect(log.getByText("Ed Engineer").first()).toBeVisible();
});
