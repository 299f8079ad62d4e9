import { expect } from "@playwright/test";
import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

test("the pages of the signed-out can be used by everybody, in both themes", async ({ page }) => {
  for (const path of [
    "/sign-in",
    "/api-reference",
    "/api-reference/listTraces",
    "/docs",
    "/docs/how-to/find-slow",
    "/docs?q=latency",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
});

test("the pages of a project can be used by everybody, in both themes", async ({ page }, info) => {
  test.setTimeout(600_000);
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  const traceId = await sendInteraction(page, key);
  await page.goto(`${project}/traces`);
  await reloadUntil(page, () =>
    expect(page.getByText("where-is-my-order").first()).toBeVisible({ timeout: 2000 }),
  );
  for (const path of [
    ...["/overview", "/latency", "/traces", `/traces/${traceId}`, `/traces/${traceId}?view=transcript`],
    ...[`/traces/${traceId}?view=raw`, "/sessions", "/sessions/conversation-7", "/getting-started"],
    ...["/drift", "/mentions", "/incidents", "/incidents?state=all", "/prompts", "/experiments"],
    ...[
      "/compliance",
      "/compliance/decisions",
      `/compliance/decisions/${traceId}`,
      "/compliance/decisions/rules",
    ],
    ...[
      "/compliance/checklist",
      "/compliance/audit",
      "/compliance/seals",
      "/settings",
      "/settings/members",
      "/settings/keys",
      "/settings/providers",
      "/settings/profile",
    ],
  ]) {
    await page.goto(project + path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
  await page.goto("/new-project");
  await expectAccessible(page);
});
