import { expect } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

test("a model that no list knows gets a price, its past calls are repriced, and the trace shows the cost", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  const traceId = await sendInteraction(page, key, { provider: "our-cluster", model: "house-9b" });
  await page.goto(`${project}/traces/${traceId}`);
  await expect(page.locator("dt:text-is('Cost') + dd")).toContainText("–");

  await page.goto(`${project}/settings/prices`);
  await reloadUntil(page, () =>
    expect(page.getByRole("button", { name: "Set a price for house-9b" })).toBeVisible({ timeout: 1000 }),
  );
  await expectAccessible(page);
  await page.getByRole("button", { name: "Set a price for house-9b" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Model")).toHaveValue("house-9b");
  await expect(dialog.getByLabel("Provider")).toHaveValue("our-cluster");
  await dialog.getByLabel("Input", { exact: false }).first().fill("ten");
  await dialog.getByRole("button", { name: "Save price" }).click();
  await expect(dialog.getByRole("alert")).toContainText("US dollars");
  await dialog.getByLabel("Input", { exact: false }).first().fill("10");
  await dialog.getByLabel("Output", { exact: false }).first().fill("100");
  await dialog.getByRole("button", { name: "Save price" }).click();

  const reprice = page.locator("#reprice");
  await expect(reprice.getByRole("alert")).toContainText("house-9b is set");
  await reprice.getByRole("button", { name: "Preview" }).click();
  const difference = reprice.getByRole("row", { name: /house-9b/ });
  // 131 * 10 + 9 * 100 dollars a million.
  await expect(difference).toContainText("+$0.00221", { timeout: 15_000 });
  await reprice.getByRole("button", { name: /^Reprice 1/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reprice", exact: true }).click();
  await expect(reprice.getByRole("table", { name: "Past repricings" })).toContainText("done", {
    timeout: 30_000,
  });

  await page.goto(`${project}/traces/${traceId}`);
  await reloadUntil(page, () =>
    expect(page.locator("dt:text-is('Cost') + dd")).toContainText("$0.00221", { timeout: 1000 }),
  );
  await page.goto(`${project}/settings/prices`);
  await expect(page.getByText("Every call has a cost")).toBeVisible();
  await expectAccessible(page);
});

test("a newer price list is loaded, looked at, applied, and left again", async ({ page }, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  await sendInteraction(page, key, { provider: "openai", model: "gpt-4o-mini" });
  await page.goto(`${project}/settings/prices`);
  await reloadUntil(page, () =>
    expect(page.getByRole("table", { name: "Prices in effect, by model" })).toContainText("gpt-4o-mini", {
      timeout: 1000,
    }),
  );
  const panel = page.locator("section", {
    has: page.getByRole("heading", { name: "Price list", exact: true }),
  });
  await expect(panel).toContainText("It came with this version of Recount");
  await page.getByLabel("Search the price list").fill("anthropic haiku");
  const listed = page.getByRole("table", { name: "Models of the price list" });
  await expect(listed).not.toContainText("gpt-4o");
  await expect(listed).toContainText("haiku");

  const file = (text: string) => ({
    name: "prices.json",
    mimeType: "application/json",
    buffer: Buffer.from(text),
  });
  await panel.getByLabel("Or from a file").setInputFiles(file("no list"));
  await expect(panel.getByRole("alert")).toContainText("This is not JSON");
  await expect(panel.getByLabel("Or from a file")).toBeEnabled();

  const row = {
    litellm_provider: "openai",
    mode: "chat",
    input_cost_per_token: 9e-6,
    output_cost_per_token: 9e-6,
  };
  await panel.getByLabel("Or from a file").setInputFiles(file(JSON.stringify({ "gpt-99-journey": row })));
  const proposal = panel.getByRole("region", { name: "List to apply" });
  await expect(proposal).toContainText("1 new", { timeout: 30_000 });
  await expectAccessible(page);
  await proposal.getByRole("button", { name: /^Apply list/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Apply list", exact: true }).click();
  await expect(panel).toContainText("Loaded from prices.json");

  await panel.getByRole("button", { name: /^Go back/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Go back", exact: true }).click();
  await expect(panel).toContainText("It came with this version of Recount");
  await page.goto(`${project}/cost`);
  await expect(page.getByText(/^Price list of \d{4}-\d{2}-\d{2}/)).toBeVisible();
});
