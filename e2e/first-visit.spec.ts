import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import { newProject, test } from "./journey";
import { signIn } from "./sign-in";

test("the command shown sends a first trace, which appears by itself, can be read in all its parts and shared", async ({
  page,
  context,
  browser,
}, info) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  await page.goto(`${project}/getting-started`);
  await expect(page.getByText("Waiting for your first trace…")).toBeVisible();
  await page.getByRole("button", { name: "Create a key" }).click();
  await expect(page.getByText("This key can only send.")).toBeVisible();
  await page.getByRole("button", { name: "Copy Terminal" }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).toContain("curl");
  const { stdout } = await promisify(execFile)("bash", ["-c", command]);
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, rejected: [] });

  // It appears without anybody doing anything.
  await expect(page.getByText("Your first trace is here.")).toBeVisible({ timeout: 15_000 });
  await page.getByRole("link", { name: "Open trace" }).click();
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("first-steps");
  await expect(page.locator("dt:text-is('Tokens') + dd")).toHaveText("40");
  await expect(page.locator("dt:text-is('Cost') + dd")).toContainText("$0.0000");

  // What was said.
  await page.getByRole("link", { name: "Transcript" }).click();
  await expect(page).toHaveURL(/view=transcript/);
  await expect(page.getByText("Where is my order?").first()).toBeVisible();
  await expect(page.getByText("It left the warehouse this morning.").first()).toBeVisible();

  // What the model call carried: messages, tokens, cost, prompt, and everything as it came.
  await page.getByRole("link", { name: "Timeline" }).click();
  await page.getByRole("tree").getByText("gpt-4o-mini").first().click();
  const details = page.getByRole("complementary", { name: /^Span / });
  await expect(details).toContainText("You answer questions about orders in one sentence.");
  await expect(details).toContainText("It left the warehouse this morning.");
  await expect(details).toContainText("31");
  await expect(details.getByRole("heading", { name: /cost/i })).toBeVisible();
  await expect(details).toContainText("support");
  const shared = page.url();
  expect(shared).toMatch(/span=[0-9a-f]{16}/);

  // A colleague's browser shows the same.
  const colleague = await browser.newContext();
  const theirs = await colleague.newPage();
  await signIn(theirs, shared.slice(new URL(shared).origin.length));
  await expect(theirs).toHaveURL(shared);
  await expect(theirs.getByRole("complementary", { name: /^Span / })).toContainText(
    "It left the warehouse this morning.",
  );
  await colleague.close();

  await page.getByRole("link", { name: "Raw" }).click();
  await expect(page).toHaveURL(/view=raw/);
  await expect(
    page.getByText("gen_ai", { exact: false }).or(page.getByText("gpt-4o-mini")).first(),
  ).toBeVisible();
});
