import { expect, test } from "@playwright/test";

test("somebody who is signed out is led to sign in, and after that is in", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel(/e-?mail/i).fill("admin@recount.local");
  await page.getByLabel(/password/i).fill("journeys-only");
  await page.getByRole("button", { name: /sign in/i }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
});
