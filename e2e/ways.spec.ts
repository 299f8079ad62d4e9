import { expect, type Page } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { sendRefundTrace } from "./send-trace";
import { signIn } from "./sign-in";

/** How many clicks a journey took. */
function counting(page: Page) {
  let clicks = 0;
  return {
    click: async (...[name, options]: [RegExp | string, { exact?: boolean }?]) => {
      clicks += 1;
      await page
        .getByRole("link", { name, ...options })
        .first()
        .click();
    },
    taken: () => clicks,
  };
}

const users = (page: Page) => page.getByRole("region", { name: "Users", exact: true });

test("from a red figure two clicks lead to the message, and one back to the list as it was", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  await sendInteraction(page, key, { user_id: "ada" });
  await sendInteraction(page, key, {
    user_id: "ada",
    error: { type: "Timeout", message: "the shop did not answer" },
  });
  await page.goto(`${project}/users`);
  await reloadUntil(page, () =>
    expect(users(page).getByRole("row").filter({ hasText: "ada" })).toContainText(/ada.*2.*1/, {
      timeout: 2000,
    }),
  );
  const failures = users(page)
    .getByRole("row")
    .filter({ hasText: "ada" })
    .getByRole("cell")
    .nth(2)
    .getByRole("link");
  await failures.click();
  await expect(page).toHaveURL(/user=ada.*status=error/);
  await page
    .getByRole("region", { name: "Traces" })
    .getByRole("link", { name: "where-is-my-order" })
    .first()
    .click();
  await expect(
    page.getByRole("complementary", { name: /^Span/ }).getByText("the shop did not answer").first(),
  ).toBeVisible();
  await expect(page).toHaveTitle(/where-is-my-order [0-9a-f]{8}/);
  await page.keyboard.press("u");
  await expect(page).toHaveURL(/user=ada.*status=error|status=error.*user=ada/);
  await expect(page.getByRole("group", { name: "Filters that are set" })).toContainText("ada");
});

test("from a trace one click leads to its user, and what they asked and saw stands there", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  const traceId = await sendInteraction(page, key);
  await sendInteraction(page, key, {
    messages: [{ role: "user", content: "And my refund?" }],
    output: "It is paid.",
  });
  await page.goto(`${project}/users`);
  await reloadUntil(page, () => expect(users(page)).toContainText("customer-7", { timeout: 2000 }));
  await page.goto(`${project}/traces/${traceId}`);
  const way = counting(page);
  await way.click("user customer-7");
  await expect(page.getByRole("heading", { level: 1, name: "customer-7" })).toBeVisible();
  const seen = page.getByRole("region", { name: "What they asked and saw" });
  await expect(seen).toContainText("And my refund?");
  await expect(seen).toContainText("It left the warehouse this morning.");
  expect(way.taken()).toBe(1);
  await expect(page).toHaveTitle(/User customer-7/);
  await expectAccessible(page);
  await page.goto(`${project}/users`);
  await expectAccessible(page);

  // From anywhere: the palette, the name, Enter; what was chosen is remembered.
  await page.goto(`${project}/cost`);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Commands" }).fill("customer");
  await expect(page.getByRole("option", { name: "customer-7" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("option").last()).toHaveText(/Search traces for “customer”/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "customer-7" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("option").first()).toHaveText(/customer-7\s*User/);
});

test("a failed trace is one click from a healthy one, a decision from its record", async ({
  page,
  request,
}) => {
  await sendRefundTrace(request, { refunds: true });
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}`);
  const way = counting(page);
  await way.click("Compare with a healthy one");
  await expect(page.getByRole("heading", { level: 1, name: "Two traces side by side" })).toBeVisible();
  expect(way.taken()).toBe(1);
});

test("a decision is one click from its record", async ({ page }, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  const traceId = await sendInteraction(page, key, {
    decision: { subject: "c-7", outcome: "declined", reasons: ["score"] },
  });
  await page.goto(`${project}/traces/${traceId}`);
  await reloadUntil(page, () =>
    expect(page.getByRole("link", { name: "Decision record" })).toBeVisible({ timeout: 2000 }),
  );
  await page.getByRole("link", { name: "Decision record" }).click();
  await expect(page).toHaveURL(new RegExp(`/compliance/decisions/${traceId}`));
});

test("a trace is judged by keyboard, and the judgement stands in the panel and the list, where it filters", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  const traceId = await sendInteraction(page, key);
  await sendInteraction(page, key, { name: "another" });
  await page.goto(`${project}/traces`);
  await reloadUntil(page, () =>
    expect(page.getByRole("link", { name: "another" })).toBeVisible({ timeout: 2000 }),
  );
  await page.goto(`${project}/traces/${traceId}`);
  await page.keyboard.press("s");
  await expect(page.getByRole("button", { name: "Good" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Score saved")).toBeVisible();
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog", { name: "Scores" });
  await dialog.getByLabel("What is judged").fill("tone");
  await dialog.getByLabel("Value").selectOption("category");
  await dialog.getByLabel("Word").fill("curt");
  await dialog.getByLabel("What should have been answered").fill("Good day. It left this morning.");
  await dialog.getByRole("button", { name: "Score", exact: true }).click();
  await expect(dialog).toBeHidden();
  const panel = page.getByRole("complementary", { name: /^Span/ });
  await expect(panel).toContainText("Good day. It left this morning.");
  await expect(panel).toContainText("curt");
  await page.goto(`${project}/traces?cols=name,scores&score=${encodeURIComponent("tone=curt")}`);
  const rows = page.getByRole("region", { name: "Traces" }).getByRole("row");
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText("curt");
  await page.goto(`${project}/traces?score=${encodeURIComponent("thumbs<1")}`);
  await expect(page.getByText("No trace in this range passes the filters")).toBeVisible();
});

test("a head sorts the whole list, and the address keeps it", async ({ page }, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  for (const [name, tokens] of [
    ["small", 10],
    ["large", 90_000],
    ["middle", 500],
  ] as const)
    await sendInteraction(page, key, { name, usage: { input_total: tokens, output_total: 1 } });
  await page.goto(`${project}/traces`);
  const rows = page.getByRole("region", { name: "Traces" }).getByRole("row");
  await reloadUntil(page, () => expect(rows).toHaveCount(4, { timeout: 2000 }));
  const order = async (...names: string[]) => {
    for (const [index, name] of names.entries()) await expect(rows.nth(index + 1)).toContainText(name);
  };
  await order("middle", "large", "small");
  await page.getByRole("columnheader", { name: "Cost" }).getByRole("button", { name: "Cost" }).click();
  await expect(page).toHaveURL(/sort=cost\.desc/);
  await order("large", "middle", "small");
  await page.reload();
  await order("large", "middle", "small");
  await page.getByRole("columnheader", { name: "Cost" }).getByRole("button", { name: "Cost" }).click();
  await order("small", "middle", "large");
  // The next of a trace is the one below it in this order.
  await page.getByRole("link", { name: "middle" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "middle" })).toBeVisible();
  await page.keyboard.press("]");
  await expect(page.getByRole("heading", { level: 1, name: "large" })).toBeVisible();
});
