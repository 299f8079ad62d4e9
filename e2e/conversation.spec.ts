import { expect } from "@playwright/test";
import { newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

test("a conversation is found by its user, read turn by turn, and each turn opens its trace", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  await sendInteraction(page, key);
  await sendInteraction(page, key, {
    messages: [{ role: "user", content: "And the invoice?" }],
    output: "It came by e-mail.",
  });
  await sendInteraction(page, key, { session_id: "conversation-8", user_id: "customer-8" });

  await page.goto(`${project}/sessions`);
  await reloadUntil(page, () =>
    expect(page.getByRole("row", { name: /conversation-/ })).toHaveCount(2, { timeout: 2000 }),
  );
  await page
    .getByRole("searchbox")
    .or(page.getByLabel("Search by session or user id"))
    .first()
    .fill("customer-7");
  await expect(page.getByRole("row", { name: /conversation-/ })).toHaveCount(1);
  await expect(page).toHaveURL(/q=customer-7/);
  await page.getByRole("link", { name: "conversation-7" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("conversation-7");
  const turns = page.getByRole("main").getByRole("listitem").filter({ hasText: /^Turn/ });
  await expect(turns).toHaveCount(2);
  await expect(turns.nth(0)).toContainText("It left the warehouse this morning.");
  await expect(turns.nth(1)).toContainText("And the invoice?");
  await page.getByRole("link", { name: "Turn 2" }).click();
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}/);
  await expect(page.getByRole("link", { name: "turn 2 of 2" })).toBeVisible();
});
