import { expect } from "@playwright/test";

import { test } from "./journey";
import { signIn } from "./sign-in";

/** More than this nobody opens next. */
const MOST_FETCHED_AHEAD = 5;

test("a page fetches ahead what is pointed at, not all that it links to", async ({ page }) => {
  await signIn(page, "/p/default/overview");
  let ahead: string[] = [];
  page.on("request", (request) => {
    if (request.headers()["next-router-prefetch"] !== undefined) ahead.push(request.url());
  });
  for (const path of ["overview", "traces", "sessions", "users", "cost", "compliance", "settings/prices"]) {
    ahead = [];
    await page.goto(`/p/default/${path}`, { waitUntil: "networkidle" });
    expect(ahead.length, `${path}: ${ahead.join(" ")}`).toBeLessThanOrEqual(MOST_FETCHED_AHEAD);
  }
  ahead = [];
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Latency" }).hover();
  await expect.poll(() => ahead.some((url) => url.includes("/latency"))).toBe(true);
});
