import { expect } from "@playwright/test";

import { expectAccessible, test } from "./journey";
import { sendRefundTrace } from "./send-trace";
import { signIn } from "./sign-in";

test("a failed trace is set beside a healthy one, and where they part is told", async ({
  page,
  request,
}, info) => {
  const healthy = await sendRefundTrace(request, { refunds: true });
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}`);
  await page.getByRole("link", { name: "Compare with a healthy one" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Two traces side by side" })).toBeVisible();
  await expect(page.getByText(/of the words of the inputs in common/)).toBeVisible();

  const steps = page.getByRole("list", { name: "Steps side by side" }).getByRole("listitem");
  await expect(steps).toHaveCount(3);
  await expect(page.getByText("2 of 3 steps differ; the first is step 2.")).toBeVisible();
  await expect(steps.nth(1)).toContainText("Here they part");
  await expect(steps.nth(1)).toContainText("failed");
  await expect(steps.nth(2).getByText("declined", { exact: true }).first()).toBeVisible();
  await expect(steps.nth(2).getByText("refunded", { exact: true }).first()).toBeVisible();
  await expectAccessible(page);

  await page.screenshot({ path: info.outputPath("compare.png"), fullPage: true });

  // What is the same is folded, or left out.
  await steps
    .first()
    .getByRole("button", { name: /Instructions\s*same/ })
    .click();
  await expect(steps.first()).toContainText("You help travellers with refunds.");
  await page.getByRole("button", { name: "Show only what differs" }).click();
  await expect(steps).toHaveCount(2);
  await page.getByRole("link", { name: "Swap" }).click();
  await expect(page).toHaveURL(new RegExp(`compare\\?with=${traceId}`));
  await expect(page.getByText("Here they part")).toBeVisible();

  // By their addresses alone, and within a telephone.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/p/default/traces/${traceId}/compare?with=${healthy.traceId}`);
  await expect(page.getByText("2 of 3 steps differ; the first is step 2.")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
});

test("a trace that is not there is said to be missing", async ({ page, request }) => {
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}/compare?with=${"0".repeat(32)}`);
  await expect(page.getByText("There is no such trace in this project")).toBeVisible();
});
