import { type BrowserContext, expect, type Page } from "@playwright/test";
import { newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

/** What browsers refused to run or load, on every page of the context from now on. */
async function watchPolicy(context: BrowserContext): Promise<string[]> {
  const violations: string[] = [];
  await context.exposeFunction("tellViolation", (text: string) => void violations.push(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { effectiveDirective, blockedURI, sample } = event;
      const tell = (globalThis as unknown as { tellViolation: (text: string) => void }).tellViolation;
      tell(`${location.pathname}: ${effectiveDirective} ${blockedURI} ${sample}`);
    });
  });
  return violations;
}

test("no page breaks its own policy, with charts, menus, dialogs and both themes", async ({
  page,
  context,
}, info) => {
  test.setTimeout(600_000);
  const violations = await watchPolicy(context);
  for (const path of ["/sign-in", "/api-reference", "/nothing-here", "/invitation/none"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const traceId = await sendInteraction(page, await newKey(page, project, "shop"));
  await page.goto(`${project}/traces`);
  await reloadUntil(page, () =>
    expect(page.getByText("where-is-my-order").first()).toBeVisible({ timeout: 2000 }),
  );
  for (const path of [
    ...[
      "/overview",
      "/latency",
      "/cost",
      "/budgets",
      "/budgets/new",
      "/drift",
      "/prompts",
      "/experiments",
      "/monitors",
      "/monitors/new",
      "/traces",
      `/traces/${traceId}`,
    ],
    ...[`/traces/${traceId}?view=transcript`, `/traces/${traceId}?view=raw`, "/sessions", "/getting-started"],
    ...["/mentions", "/incidents", "/incidents?state=all&q=x"],
    ...["/compliance", "/compliance/decisions?subject=x", `/compliance/decisions/${traceId}`],
    ...["/compliance/decisions/rules", "/compliance/checklist", "/compliance/seals"],
    ...["/sessions/conversation-7", "/settings", "/settings/members", "/settings/keys", "/settings/profile"],
    ...[
      "/settings/ingest",
      "/settings/jobs",
      "/settings/notifications",
      "/settings/prices",
      "/settings/project",
      "/settings/providers",
    ],
  ]) {
    await page.goto(project + path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
  }
  await page.goto(`${project}/overview`);
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(violations).toEqual([]);
});

/** The page's own way to say that it is closed to somebody: sign-in. */
const isSignedIn = async (page: Page): Promise<boolean> => {
  await page.goto("/p/default/overview");
  return !page.url().includes("/sign-in");
};

test("a stolen cookie is worth nothing once its owner has signed out, and is renewed by nobody", async ({
  page,
  browser,
  baseURL,
}) => {
  await signIn(page, "/p/default/settings/profile");
  const stolen = await page.context().cookies();
  const thief = await browser.newContext();
  await thief.addCookies(stolen);
  const theirs = await thief.newPage();
  expect(await isSignedIn(theirs)).toBe(true);
  expect(await (await theirs.request.get(`${baseURL}/api/auth/session`)).json()).toHaveProperty("expires");
  const renewed = await thief.cookies();

  await page.getByRole("button", { name: "Sign out" }).last().click();
  await page.waitForURL(/\/sign-in/);
  for (const cookies of [stolen, renewed]) {
    const again = await browser.newContext();
    await again.addCookies(cookies);
    expect(await (await again.request.get(`${baseURL}/api/auth/session`)).json()).toEqual({});
    await again.addCookies(cookies);
    expect(await isSignedIn(await again.newPage())).toBe(false);
    await again.close();
  }
  await thief.close();
});
