import { expect, type Page } from "@playwright/test";

import { expectAccessible, test } from "./journey";
import { sendRefundTrace } from "./send-trace";
import { signIn } from "./sign-in";

const answerIn = (page: Page) =>
  page.getByRole("region", { name: "Transcript" }).getByText("Your bank declined the refund.");

test("a passage is commented on, marked where it stands, resolved, linked to and deleted", async ({
  page,
  request,
}, info) => {
  const { traceId } = await sendRefundTrace(request);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, `/p/default/traces/${traceId}?view=transcript`);
  const answer = answerIn(page);
  await expect(answer).toBeVisible();
  await answer.selectText();
  await page.getByRole("button", { name: "Comment", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Your bank declined the refund.")).toBeVisible();
  // Who writes is offered as well as everybody else; nobody is told of what they write themselves.
  const field = dialog.getByRole("textbox", { name: "Comment" });
  await field.pressSequentially("Was it **really** declined, @adm");
  await expect(dialog.getByRole("listbox", { name: "People" }).getByRole("option")).toHaveCount(1);
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(field).not.toHaveValue(/@adm$/);
  await field.pressSequentially("? <img src=x onerror=alert(1)>");
  await dialog.getByRole("button", { name: "Comment", exact: true }).click();
  await expect(dialog).toBeHidden();

  // Counted in the head and beside its step, shown in the panel, and marked in the text.
  await expect(page.getByRole("button", { name: "1 comment", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "1 comment: open the span" }).click();
  const card = page.getByRole("complementary").getByRole("article", { name: /^Comment by/ });
  await expect(card.locator("strong")).toHaveText("really");
  await expect(card.locator("img")).toHaveCount(0);
  await expect(card.getByText("Your bank declined the refund.")).toBeVisible();
  const marked = (name: string) =>
    page.evaluate(
      (highlight) => [...(CSS.highlights.get(highlight) ?? [])].map((range) => (range as Range).toString()),
      name,
    );
  expect(await marked("commented")).toEqual(["Your bank declined the refund."]);
  await expect.poll(() => marked("commented-beside")).toEqual(["Your bank declined the refund."]);
  await expectAccessible(page);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: info.outputPath(`commented-${colorScheme}.png`) });
  }

  await card.getByRole("button", { name: "Edit comment" }).click();
  await card.getByRole("textbox", { name: "Comment" }).fill("It was, see the tool.");
  await card.getByRole("button", { name: "Save" }).click();
  await expect(card.getByText("It was, see the tool.")).toBeVisible();
  await expect(card.getByText(/edited/)).toBeVisible();
  await card.getByRole("button", { name: "Resolve" }).click();
  await expect(card.getByText(/^Resolved by/)).toBeVisible();
  await expect(page.getByRole("button", { name: "1 comment, 0 not resolved" })).toBeVisible();
  expect(await marked("commented")).toEqual([]);
  await card.getByRole("button", { name: "Reopen" }).click();
  await expect(card.getByText(/^Resolved by/)).toBeHidden();

  // On the trace as a whole, from its head; a link to it opens it again.
  await page.getByRole("button", { name: "1 comment", exact: true }).click();
  await dialog.getByRole("textbox", { name: "Comment" }).fill("All in all: the tool failed.");
  await dialog.getByRole("button", { name: "Comment", exact: true }).click();
  const whole = dialog.getByRole("article").filter({ hasText: "All in all" });
  await expect(whole).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("comments.png") });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await whole.getByRole("button", { name: "Copy link to this comment" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto(link);
  await expect(dialog.getByRole("article").filter({ hasText: "All in all" })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("comments-narrow.png") });
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole("button", { name: "Open the passage" }).click();
  await expect(dialog).toBeHidden();
  await expect(card).toBeInViewport();

  await card.getByRole("button", { name: "Delete comment" }).click();
  await dialog.getByRole("button", { name: "Delete comment" }).click();
  await expect(card).toBeHidden();
  await expect(page.getByRole("button", { name: "1 comment", exact: true })).toBeVisible();
});

test("who has been mentioned nowhere is told so", async ({ page }, info) => {
  await signIn(page, "/p/default/mentions");
  await expect(page.getByText("Nobody has mentioned you")).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("mentions.png") });
});
