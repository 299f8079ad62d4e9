import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

import { sendRefundTrace } from "./send-trace";
import { reloadUntil, test } from "./journey";
import { signIn } from "./sign-in";

const tree = (page: Page) => page.getByRole("tree", { name: "Spans" });
const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`,
  );

test("a trace is read from its failure to what the model saw", async ({ page, request }) => {
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}`);
  await expect(page.getByRole("heading", { level: 1, name: "refunds" })).toBeVisible();
  await expect(page.getByText("turn 1 of 1")).toBeVisible();
  await expect(tree(page).getByRole("treeitem")).toHaveCount(4);

  // What failed is what one sees first.
  const side = page.getByRole("complementary", { name: /Span/ });
  await expect(side.getByText("RefundDeclined: the bank declined")).toBeVisible();
  await expect(side.getByRole("group", { name: "arguments" })).toContainText("4WQ150");

  await tree(page)
    .getByRole("treeitem", { name: /chat gpt-4o/ })
    .last()
    .click();
  await expect(side.getByText("call 2 of 2")).toBeVisible();
  await expect(side.getByText("3 messages, 2 new")).toBeVisible();
  await expect(side.getByText("Your bank declined the refund.")).toBeVisible();
  await expect(side.getByRole("row", { name: /Input 1,400/ })).toBeVisible();
  await side.getByRole("button", { name: /1 earlier/ }).click();
  await expect(side.getByText("Please refund booking 4WQ150")).toBeVisible();
  await side.getByRole("button", { name: "Compare" }).click();
  await expect(side.getByText("Nothing but the messages that are new.")).toBeVisible();
});

test("keys move, close, zoom and search, and the address reproduces the view", async ({
  page,
  context,
  request,
}) => {
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}`);
  await expect(tree(page).getByRole("treeitem", { selected: true })).toHaveAccessibleName(/Tool, refund/);
  // A busy machine shows the page before it listens: a key that came too early is pressed again.
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(tree(page).getByRole("treeitem", { selected: true })).toHaveAccessibleName(/chat gpt-4o/, {
      timeout: 3_000,
    });
  }).toPass();
  await page.keyboard.press("+");
  await expect(page).toHaveURL(/zoom=/);
  await page.keyboard.press("/");
  await page.keyboard.type("chat");
  await expect(page.getByRole("status").filter({ hasText: "2 of 4 spans" })).toBeVisible();
  await expect(page).toHaveURL(/find=chat/);

  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole("status").filter({ hasText: "2 of 4 spans" })).toBeVisible();
  await expect(tree(other).getByRole("treeitem", { selected: true })).toHaveAccessibleName(/chat gpt-4o/);
  await expect(other.getByRole("button", { name: /shown/ })).toBeVisible();
  // Addresses of before had another word for it.
  await other.goto(page.url().replace("find=", "q="));
  await expect(other.getByRole("status").filter({ hasText: "2 of 4 spans" })).toBeVisible();

  await page.keyboard.press("Escape");
  await page.keyboard.press("0");
  await expect(page).not.toHaveURL(/zoom=|find=|q=/);
  await tree(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("h");
  await expect(tree(page).getByRole("treeitem")).toHaveCount(1);
});

test("a view that changes while the page is read again keeps its address", async ({ page, request }) => {
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}`);
  // A page that is still arriving would be left by the next one, or leave it.
  await expect(tree(page)).toBeVisible();
  for (let round = 0; round < 8; round++) {
    await page.goto(`/p/default/traces/${traceId}`);
    await expect(async () => {
      await page.keyboard.press("j");
      await expect(page).toHaveURL(/span=/, { timeout: 1_000 });
    }).toPass();
    await page.waitForTimeout(100);
    const read = page.waitForResponse((response) => response.url().includes("_rsc="));
    // As a page does whose trace is still open.
    await page.evaluate(() =>
      (window as unknown as { next: { router: { refresh(): void } } }).next.router.refresh(),
    );
    await read;
    await page.waitForTimeout(5 * round);
    await page.keyboard.press("+");
    await expect(page).toHaveURL(/zoom=/);
    await page.waitForTimeout(500);
    expect(page.url()).toContain("zoom=");
    // What is still read would get in the way of the page that is opened next.
    await page.waitForLoadState("networkidle");
  }
});

test("an address that changes twice within a moment never goes back", async ({ page, request }) => {
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}`);
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(page).toHaveURL(/span=/, { timeout: 1_000 });
  }).toPass();
  const wentBack = await page.evaluate(async () => {
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    let rounds = 0;
    for (let round = 0; round < 40; round++) {
      const first = `?emphasis=${round % 2 ? "cost" : "errors"}`;
      history.replaceState(null, "", first);
      await wait(round % 20);
      history.replaceState(null, "", `${first}&zoom=10-${200 + round}`);
      let isBack = false;
      for (let look = 0; look < 30; look++) {
        await wait(3);
        isBack ||= !location.search.includes("zoom");
      }
      rounds += Number(isBack);
    }
    return rounds;
  });
  expect(wentBack).toBe(0);
});

test("the transcript says each thing once, with the result beside its call", async ({ page, request }) => {
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}?view=transcript&span=none`);
  const transcript = page.getByRole("region", { name: "Transcript" });
  await expect(transcript.getByText("Please refund booking 4WQ150")).toHaveCount(1);
  await expect(transcript.getByText("Call 2 of 2")).toBeVisible();
  await transcript.getByText(/^refund\(/).click();
  await expect(transcript.getByText("RefundDeclined: the bank declined")).toBeVisible();
  await page.getByRole("link", { name: "Raw" }).click();
  await expect(page.getByRole("link", { name: "Download JSON" })).toBeVisible();
});

test("a session is its turns, and leads to their traces", async ({ page, request }) => {
  const { sessionId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/sessions?q=${sessionId}`);
  const session = page.getByRole("link", { name: sessionId });
  await reloadUntil(page, () => expect(session).toBeVisible({ timeout: 2000 }));
  await session.click();
  await expect(page.getByText("Your bank declined the refund.")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("link", { name: "Turn 1" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "refunds" })).toBeVisible();
});

test("an unknown id says where the trace may be", async ({ page }) => {
  await signIn(page, `/p/default/traces/${"0".repeat(31)}1`);
  await expect(page.getByText("There is no such trace in this project")).toBeVisible();
});

for (const theme of ["light", "dark"] as const) {
  test(`nothing on the pages of a trace keeps anybody out (${theme})`, async ({ page, request }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const { traceId } = await sendRefundTrace(request);
    await signIn(page, `/p/default/traces/${traceId}`);
    for (const view of ["timeline", "transcript", "raw"]) {
      await page.goto(`/p/default/traces/${traceId}?view=${view}`);
      // The last to arrive: the resource of the selected span.
      await expect(page.getByRole("heading", { name: "Resource" })).toBeVisible();
      expect(await violations(page), view).toEqual([]);
    }
  });
}

test("on a phone nothing scrolls sideways and the span opens over the timeline", async ({
  page,
  request,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}`);
  await expect(tree(page).getByRole("treeitem")).toHaveCount(4);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await tree(page).getByRole("treeitem").nth(1).click();
  await expect(page.getByRole("dialog").getByText("call 1 of 2")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
