import { expect } from "@playwright/test";

import { expectAccessible, newKey, newProject, test } from "./journey";
import { signIn } from "./sign-in";

test("on a telephone every action of a row is in sight, and so is what it acts on", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  await newKey(page, project, "shop");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [path, table, control] of [
    ["/settings/keys", "API keys", "button"],
    ["/settings/members", "Members", "combobox"],
  ] as const) {
    await page.goto(`${project}${path}`);
    const region = page.getByRole("region", { name: table, exact: true });
    await expect(region.getByRole(control).first()).toBeVisible();
    expect(await region.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    for (const one of await region.getByRole(control).all()) await expect(one).toBeInViewport({ ratio: 1 });
    await expectAccessible(page);
  }
  await page.goto(`${project}/settings/keys`);
  await page.getByRole("button", { name: "Revoke shop" }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText("revoked")).toBeVisible();
});

test("on a telephone the list of incidents is as wide as the screen", async ({ page }, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/incidents", "/incidents?state=all&q=nothing"]) {
    await page.goto(project + path);
    await expect(page.getByRole("heading", { name: "Incidents", level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await expectAccessible(page);
  }
});
