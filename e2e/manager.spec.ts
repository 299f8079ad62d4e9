import { expect } from "@playwright/test";
import { newKey, newProject, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

test("a manager who is invited sees what things cost, but not what was said, and no keys", async ({
  page,
  browser,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const traceId = await sendInteraction(page, await newKey(page, project, "shop"));
  await page.goto(`${project}/settings/members`);
  const email = `manager-${Date.now().toString(36)}@recount.local`;
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByRole("combobox", { name: "Role" }).first().selectOption("manager");
  await page.getByRole("button", { name: "Make invitation link" }).click();
  const link = await page.getByRole("status").locator("code").innerText();

  const context = await browser.newContext();
  const theirs = await context.newPage();
  await theirs.goto(link);
  await theirs.getByLabel("Name").fill("Manager");
  await theirs.getByLabel("Password").fill("journeys-only-too");
  await theirs.getByRole("button", { name: "Make account and join" }).click();
  await theirs.waitForURL(/\/p\//);

  await theirs.goto(`${project}/traces/${traceId}`);
  await expect(theirs.locator("dt:text-is('Tokens') + dd")).toHaveText("140");
  await expect(theirs.locator("dt:text-is('Cost') + dd")).toContainText("$0.0000");
  for (const view of ["timeline", "transcript", "raw"]) {
    const answer = await theirs.goto(`${project}/traces/${traceId}?view=${view}`);
    expect(await answer?.text(), view).not.toMatch(/Where is my order|left the warehouse|one sentence/);
    await expect(theirs.getByText(/where is my order|left the warehouse|one sentence/i)).toHaveCount(0);
  }
  await theirs.goto(`${project}/settings/keys`);
  await expect(theirs.getByRole("button", { name: "New key" })).toHaveCount(0);
  // Somebody else's project is not there, whether it exists or not.
  await theirs.goto("/p/default/overview");
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("There is nothing at this address");
  await context.close();
});
