import { expect } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

test("a manager sees where the money goes, narrows it, opens the traces behind it and imagines it otherwise", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  await page.goto(`${project}/cost`);
  await expect(page.getByText("No traces yet")).toBeVisible();

  const key = await newKey(page, project, "shop");
  // A million prompt tokens of gpt-4o-mini are $0.15.
  await sendInteraction(page, key, { usage: { input_total: 1_000_000, output_total: 0 } });
  await sendInteraction(page, key, {
    feature: "refunds",
    user_id: "customer-8",
    model: "gpt-4o",
    usage: { input_total: 1_000_000, output_total: 0 },
  });
  await sendInteraction(page, key, { feature: "refunds", user_id: "customer-8", model: "of-our-own" });
  await page.goto(`${project}/cost`);
  const table = page.getByRole("region", { name: "Cost by feature" });
  await reloadUntil(page, () => expect(table.getByRole("row", { name: /refunds.*1 unknown/ })).toBeVisible());
  const refunds = table.getByRole("row", { name: /refunds/ });
  await expect(refunds).toContainText("$2.50");
  await expect(table.getByRole("row", { name: /order-help/ })).toContainText("$0.15");
  const inShort = page.getByRole("list", { name: "Cost in short" });
  await expect(inShort.getByRole("link", { name: /^Cost/ })).toContainText("$2.65");
  await expect(page.getByText("The dearest of 2 users cost 94.3 % of $2.65.")).toBeVisible();
  await expectAccessible(page);

  await inShort.getByRole("link", { name: /Calls of unknown cost/ }).click();
  await expect(page).toHaveURL(/cost_known=false/);
  await expect(page.getByRole("row", { name: /where-is-my-order/ })).toHaveCount(1);
  await page.goBack();

  await refunds.getByRole("link", { name: "refunds", exact: true }).click();
  await expect(page).toHaveURL(/feature=refunds/);
  const models = page.getByRole("region", { name: "Cost by model" });
  await expect(models.getByRole("row", { name: /of-our-own/ })).toContainText("–");
  await page.getByLabel("Times the calls").fill("2");
  await page.getByLabel("Replace model").selectOption("gpt-4o");
  await page.getByLabel("with", { exact: true }).fill("gpt-4o-mini");
  await page.getByRole("button", { name: "Calculate" }).click();
  await expect(page.getByRole("status").filter({ hasText: "instead of" })).toContainText(
    "$0.300 instead of $2.50",
  );
  await expect(page).toHaveURL(/swap_to=gpt-4o-mini/);

  await models.getByRole("link", { name: "Traces of gpt-4o" }).click();
  await expect(page).toHaveURL(
    /traces\?.*feature=refunds.*model=gpt-4o|traces\?.*model=gpt-4o.*feature=refunds/,
  );
  await expect(page.getByRole("row", { name: /where-is-my-order/ })).toHaveCount(1);
});
