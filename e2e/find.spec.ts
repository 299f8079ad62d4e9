import { expect } from "@playwright/test";

import { expectAccessible, test } from "./journey";
import { sendRefundTrace } from "./send-trace";
import { signIn } from "./sign-in";

test("a text is found where it came in, in every view, in a session and in two traces", async ({
  page,
  request,
}, info) => {
  const { traceId, sessionId } = await sendRefundTrace(request);
  const { traceId: other } = await sendRefundTrace(request, { refunds: true });
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, `/p/default/traces/${traceId}`);
  const box = page.getByRole("searchbox", { name: "Search within spans" });
  const count = page.getByRole("search").getByRole("status");
  // Keys are heard once the page's script is there.
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(box).toBeFocused({ timeout: 1000 });
  }).toPass();
  // Asked once, though the second call carries it again.
  await box.fill("BOOKING 4wq150");
  await expect(count).toHaveText("in 1 step");
  await expect(page).toHaveURL(/find=BOOKING/);
  await expect(page.getByRole("treeitem").filter({ hasText: "chat gpt-4o" })).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(count).toHaveText("1 of 1");
  const marks = (name: string) =>
    page.evaluate((of) => [...(CSS.highlights.get(of) ?? [])].map(String), name);
  await expect.poll(() => marks("found")).toContain("booking 4WQ150");
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("found-timeline.png") });

  await box.fill("declined");
  await expect(count).toHaveText(/^(in|1 of|2 of) 2/);
  await box.press("Enter");
  await box.press("Enter");
  await expect(count).toHaveText("2 of 2");
  await box.blur();
  await page.keyboard.press("n");
  await expect(count).toHaveText("1 of 2");
  await page.keyboard.press("Shift+N");
  await expect(count).toHaveText("2 of 2");

  await page.getByRole("link", { name: "Transcript" }).click();
  await expect.poll(() => marks("found-beside")).toContain("declined");
  await page.screenshot({ path: info.outputPath("found-transcript.png") });
  await expectAccessible(page);
  await page.getByRole("link", { name: "Replay" }).click();
  await expect(box).toHaveValue("declined");
  await expect(count).toHaveText(/2$/);
  await page.goto(`/p/default/traces/${traceId}?find=never+said`);
  await expect(count).toHaveText("not found");
  await expect(page.getByText("0 of 4 spans")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("found-narrow.png") });
  await page.setViewportSize({ width: 1440, height: 900 });

  // In a session: also what its conversation does not show.
  await page.goto(`/p/default/sessions/${sessionId}`);
  const inSession = page.getByRole("searchbox", { name: "Search within this session" });
  await inSession.fill("You help travellers");
  await expect(count).toHaveText("in 1 step");
  await inSession.press("Enter");
  const line = page.getByRole("link", { name: /instructions You help travellers/ });
  await expect(line).toBeFocused();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("found-session.png") });
  await line.click();
  await expect(page).toHaveURL(/span=[0-9a-f]{16}&find=You/);

  await page.goto(`/p/default/traces/${traceId}/compare?with=${other}`);
  await page.getByRole("searchbox", { name: "Search within both traces" }).fill("booking 4wq150");
  await expect(count).toHaveText("in 2 steps");
  await page.keyboard.press("Enter");
  await expect(count).toHaveText("1 of 2");
  await expect.poll(() => marks("found-beside")).toContain("booking 4WQ150");
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("found-compare.png") });
});
