import { expect, type Page } from "@playwright/test";

import { expectAccessible, test } from "./journey";
import { sendRefundTrace } from "./send-trace";
import { authorization, signIn } from "./sign-in";

const row = (page: Page, name: RegExp) =>
  page.getByRole("tree", { name: "Spans" }).getByRole("treeitem", { name });
const clock = (page: Page) => page.getByRole("slider", { name: "Moment of the trace" });
const side = (page: Page) => page.getByRole("complementary", { name: /^Replay of/ });

/** Keys of a page that does not listen yet are pressed again. */
const pressUntil = (page: Page, key: string, there: () => Promise<unknown>) =>
  expect(async () => {
    await page.keyboard.press(key);
    await there();
  }).toPass();

test("an interaction is played as it happened, and tells nothing of what lies ahead", async ({
  page,
  context,
  request,
}) => {
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}?view=replay`);
  await expect(row(page, /Tool, refund, has not begun/)).toBeVisible();
  await expect(page.getByRole("tree")).not.toContainText("failed");

  // Event by event: the call begins, and has seen what it was given.
  await pressUntil(page, "n", () => expect(row(page, /chat gpt-4o, runs/)).toBeVisible({ timeout: 2000 }));
  await expect(side(page)).toContainText("Please refund booking 4WQ150");
  await expect(side(page)).toContainText("Nothing has come yet.");
  await expect(page.getByText(/^\$0(\.00)? spent$/)).toBeVisible();
  await expectAccessible(page);

  // It has answered, the tool runs, and then it has failed.
  await page.keyboard.press(".");
  await expect(row(page, /chat gpt-4o, 1\.19/)).toBeVisible();
  await page.keyboard.press(".");
  await expect(row(page, /Tool, refund, runs/)).toBeVisible();
  await expect(side(page).getByRole("group", { name: "arguments" })).toContainText("4WQ150");
  await expect(side(page)).not.toContainText("declined");
  await page.keyboard.press(".");
  await expect(row(page, /Tool, refund, failed/)).toBeVisible();
  await expect(side(page)).toContainText("RefundDeclined");
  await expect(page.getByText("1 failed", { exact: true })).toBeVisible();

  // The address is the moment.
  await expect(page).toHaveURL(/[?&]t=1800(&|$)/);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(row(other, /Tool, refund, failed/)).toBeVisible();
  await expect(row(other, /chat gpt-4o, has not begun/)).toBeVisible();

  // A step that is chosen is gone to; the scrubber is a slider for keys, too.
  await row(page, /chat gpt-4o/)
    .last()
    .click();
  await expect(side(page)).toContainText("3 messages, 2 new");
  await expect(page).toHaveURL(/span=/);
  await clock(page).focus();
  await page.keyboard.press("End");
  await expect(clock(page)).toHaveAttribute("aria-valuenow", "3000");
  await expect(side(page)).toContainText("Your bank declined the refund.");
  await page.keyboard.press("Home");
  await expect(row(page, /Tool, refund, has not begun/)).toBeVisible();
  await expectAccessible(page);
});

test("it plays by itself at the speed that is chosen, pauses, and ends", async ({ page, request }) => {
  const { traceId, sessionId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/sessions/${sessionId}`);
  await page.getByRole("link", { name: "Replay" }).click();
  await expect(page).toHaveURL(new RegExp(`/traces/${traceId}.*view=replay`));
  await expect(clock(page)).toHaveAttribute("aria-valuenow", "3000");
  await expect(page.getByRole("button", { name: "Play again" })).toBeVisible();
  await page.getByLabel("Speed").selectOption("0.5");
  await page.getByRole("button", { name: "Play again" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  const still = await clock(page).getAttribute("aria-valuenow");
  expect(Number(still)).toBeLessThan(3000);
  await page.waitForTimeout(300);
  await expect(clock(page)).toHaveAttribute("aria-valuenow", still ?? "");
});

test("an agent is pointed at the trace, which answers what it recorded and says what is in the way", async ({
  page,
  request,
}) => {
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}?view=replay`);
  const dialog = page.getByRole("dialog", { name: "Replay server" });
  await expect(async () => {
    await page.getByRole("button", { name: "Replay server" }).click();
    await expect(dialog).toBeVisible({ timeout: 2000 });
  }).toPass();
  const base = `${new URL(page.url()).origin}/api/v1/replay/${traceId}`;
  await expect(dialog.getByRole("button", { name: "Copy settings for OpenAI", exact: true })).toBeVisible();
  await expect(dialog).toContainText(`OPENAI_BASE_URL=${base}/v1`);
  await expect(dialog).toContainText(`OPENAI_BASE_URL=${base}/until/3/PROVIDER/v1`);
  await expect(dialog).toContainText(`ANTHROPIC_BASE_URL=${base}`);
  const doctor = dialog.getByRole("region", { name: "Replay doctor" });
  await expect(doctor).toContainText("2 of 2 model calls can be answered from the recording.");
  await expect(doctor).toContainText("sampled");
  await expectAccessible(page);

  const ask = (content: string) =>
    request.post(`${base}/v1/chat/completions`, {
      headers: authorization,
      data: {
        model: "gpt-4o",
        messages: [
          { role: "system", content: "You help travellers with refunds." },
          { role: "user", content },
        ],
      },
    });
  const answer = await ask("Please refund booking 4WQ150");
  expect([answer.status(), await answer.json()]).toMatchObject([
    200,
    { choices: [{ message: { tool_calls: [{ id: "call-1", function: { name: "refund" } }] } }] },
  ]);
  const miss = await ask("Please refund booking 4WQ151");
  expect([miss.status(), await miss.json()]).toMatchObject([
    404,
    { error: { code: "replay_miss", param: "messages[1]" } },
  ]);
});

test("on a phone it stays within the screen", async ({ page, request }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}?view=replay&t=1500`);
  await expect(row(page, /Tool, refund, runs/)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
});
