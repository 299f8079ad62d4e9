import { expect, type Page } from "@playwright/test";

/** Signs in as the administrator that playwright.config.ts sets up, and goes to a page of the first project. */
export async function signIn(page: Page, returnTo: string): Promise<void> {
  await page.goto(`/sign-in?return=${encodeURIComponent(returnTo)}`);
  await page.getByLabel(/e-?mail/i).fill("admin@recount.local");
  await page.getByLabel(/password/i).fill("journeys-only");
  await page.getByRole("button", { name: /sign in/i }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** The key with all scopes of that instance. */
export const authorization = { authorization: "Bearer rk_journeys_only_0000000000" };
