import { randomBytes } from "node:crypto";
import { expect, type Page } from "@playwright/test";

import { test } from "./journey";

const ADMIN = { email: "admin@recount.local", password: "journeys-only" };

/** Types and sends; where that leads is the test's matter. */
async function signIn(page: Page, { email, password }: { email: string; password: string }) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: /^sign in/i }).click();
}

/** Signs in on the way to a page and waits until that page takes clicks. */
async function signInTo(page: Page, path: string, who = ADMIN) {
  await page.goto(`/sign-in?return=${path}`);
  await signIn(page, who);
  await page.waitForURL((url) => url.pathname === path);
}

const unique = () => randomBytes(4).toString("hex");

test("a wrong password says so, keeps the address and leaves the cursor in the password", async ({
  page,
}) => {
  await page.goto("/sign-in");
  await signIn(page, { email: ADMIN.email, password: "not the password" });
  await expect(page.getByRole("alert").filter({ hasText: "do not match" })).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue(ADMIN.email);
  await expect(page.getByLabel("Password")).toBeFocused();
});

test("six wrong passwords lock the account for some seconds, and the page says how long", async ({
  page,
}) => {
  const nobody = { email: `${unique()}@example.com`, password: "guess" };
  await page.goto("/sign-in");
  for (let i = 0; i < 6; i += 1) {
    const answered = page.waitForResponse(/callback\/credentials/);
    await signIn(page, nobody);
    await answered;
    await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
  }
  await expect(page.getByText(/Too many wrong passwords\. Try again in \d+ seconds?\./)).toBeVisible();
});

test("whoever was sent to sign in comes back to the page and its view", async ({ page }) => {
  await page.goto("/p/default/settings/keys?range=7d");
  await expect(page).toHaveURL(/\/sign-in\?return=/);
  await signIn(page, ADMIN);
  await expect(page).toHaveURL(/\/p\/default\/settings\/keys\?range=7d$/);
  await expect(page.getByRole("heading", { name: "API keys" })).toBeVisible();
});

test("sign-in never leads to another site", async ({ page, baseURL }) => {
  await page.goto("/sign-in?return=//elsewhere.example/");
  await signIn(page, ADMIN);
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  expect(new URL(page.url()).origin).toBe(new URL(baseURL ?? "").origin);
});

test("an invited person makes an account, sees what their role may and loses access when removed", async ({
  browser,
  page,
}) => {
  const email = `${unique()}@example.com`;
  await signInTo(page, "/p/default/settings/members");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Make invitation link" }).click();
  const link = await page.getByText(/\/invitation\//).textContent();
  await expect(page.getByRole("button", { name: `Withdraw the invitation of ${email}` })).toBeVisible();

  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(new URL(link ?? "").pathname);
  await theirs.getByLabel("Name").fill("Grace");
  await theirs.getByLabel("Password").fill("a long enough password");
  await theirs.getByRole("button", { name: "Make account and join" }).click();
  await expect(theirs).toHaveURL(/\/p\/default\//);
  await theirs.goto("/p/default/settings/keys");
  await expect(theirs.getByText("API keys are for admins")).toBeVisible();
  await theirs.goto(new URL(link ?? "").pathname);
  await expect(theirs.getByText("does not work any more")).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: `Remove ${email}` }).click();
  await page.getByRole("button", { name: "Remove member" }).click();
  await expect(page.getByRole("button", { name: `Remove ${email}` })).toBeHidden();
  expect((await theirs.goto("/p/default/settings/members"))?.status()).toBe(404);
  await theirs.goto("/");
  await expect(theirs.getByText("not a member of any project")).toBeVisible();
  await theirs.context().close();
});

test("a key is shown once, works and can be revoked", async ({ page, request }) => {
  const name = `journey ${unique()}`;
  await signInTo(page, "/p/default/settings/keys");
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Make key" }).click();
  const key = await page.getByText(/^rk_\w{40,}$/).textContent();
  const send = () =>
    request.post("/v1/traces", { headers: { authorization: `Bearer ${key}` }, data: { resourceSpans: [] } });
  expect((await send()).status()).toBe(200);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText(key ?? "")).toBeHidden();
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByRole("button", { name: `Revoke ${name}` })).toBeHidden();
  await expect.poll(async () => (await send()).status(), { timeout: 10_000 }).toBe(401);
});

test("a first trace appears on Getting started as soon as it is sent", async ({ page, request }) => {
  const slug = `journey-${unique()}`;
  await signInTo(page, "/new-project");
  await page.getByLabel("Name").fill(slug);
  await page.getByRole("button", { name: "Make project" }).click();
  await expect(page.getByText("Waiting for your first trace…")).toBeVisible();
  await page.getByRole("button", { name: "Create a key" }).click();
  const key = await page.getByText(/^rk_\w{40,}$/).textContent();
  await expect(page.getByLabel("Terminal", { exact: true })).toContainText(`Bearer ${key}`);
  const now = new Date().toISOString();
  await request.post("/api/v1/interactions", {
    headers: { authorization: `Bearer ${key}` },
    data: { name: "hello", started_at: now, ended_at: now, output: "hi" },
  });
  await expect(page.getByText("Your first trace is here.")).toBeVisible({ timeout: 5_000 });
  await expect(page.getByRole("link", { name: "Open trace" })).toHaveAttribute(
    "href",
    /\/traces\/[0-9a-f]{32}$/,
  );
});

test("a changed password ends the sessions elsewhere; they come back to their page after signing in", async ({
  browser,
  page,
}) => {
  const person = { email: `${unique()}@example.com`, password: "the first password" };
  await signInTo(page, "/p/default/settings/members");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByRole("button", { name: "Make invitation link" }).click();
  const link = new URL((await page.getByText(/\/invitation\//).textContent()) ?? "").pathname;

  const [here, elsewhere] = [await browser.newContext(), await browser.newContext()];
  const [one, two] = [await here.newPage(), await elsewhere.newPage()];
  await one.goto(link);
  await one.getByLabel("Name").fill("Grace");
  await one.getByLabel("Password").fill(person.password);
  await one.getByRole("button", { name: "Make account and join" }).click();
  await expect(one).toHaveURL(/\/p\/default\//);
  await signInTo(two, "/p/default/settings/profile", person);
  await expect(two.getByRole("heading", { name: "Password" })).toBeVisible();

  await one.goto("/p/default/settings/profile");
  await one.getByLabel("Current password").fill(person.password);
  await one.getByLabel("New password").fill("the second password");
  await one.getByRole("button", { name: "Change password" }).click();
  await expect(one.getByText("Password changed")).toBeVisible();
  await one.reload();
  await expect(one).toHaveURL(/settings\/profile$/);

  await two.goto("/p/default/settings/project");
  await expect(two.getByText("Your session has ended.")).toBeVisible();
  await signIn(two, { ...person, password: "the second password" });
  await expect(two).toHaveURL(/\/p\/default\/settings\/project$/);
  await Promise.all([here.close(), elsewhere.close()]);
});

test("signing out ends the session", async ({ page }) => {
  await signInTo(page, "/p/default/settings/profile");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await page.goto("/p/default/settings/profile");
  await expect(page).toHaveURL(/\/sign-in/);
});
