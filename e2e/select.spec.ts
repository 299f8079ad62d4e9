import { readFile } from "node:fs/promises";

import { expect } from "@playwright/test";

import { expectAccessible, test } from "./journey";
import { sendRefundTrace } from "./send-trace";
import { signIn } from "./sign-in";

const LIST = "/p/default/traces?feature=refunds";

test("traces are selected in the list, compared and taken away", async ({ page, request }, info) => {
  const { traceId: healthy } = await sendRefundTrace(request, { refunds: true });
  const { traceId: failed } = await sendRefundTrace(request);
  await signIn(page, LIST);
  const row = (id: string) => page.getByRole("row").filter({ has: page.locator(`a[href*="${id}"]`) });
  const box = (id: string) => row(id).getByRole("checkbox", { name: "Select refunds" });
  const bar = page.getByRole("group", { name: "Selected traces" });

  // Beside the box, within its cell: nothing opens.
  await row(healthy).getByRole("cell").first().click();
  await expect(box(healthy)).toBeChecked();
  await expect(bar).toContainText("1 selected");
  await expect(bar.getByRole("button", { name: /^Compare/ })).toBeDisabled();

  // By keys: the newest is the failed one.
  await row(failed).getByRole("link").first().focus();
  await page.keyboard.press("x");
  await expect(box(failed)).toBeChecked();
  await expect(page.getByRole("status").filter({ hasText: "2 traces selected" })).toBeAttached();
  await expectAccessible(page);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: info.outputPath(`selected-${colorScheme}.png`) });
  }

  const saving = page.waitForEvent("download");
  await bar.getByRole("link", { name: "Export" }).click();
  const lines = (await readFile(await (await saving).path(), "utf8")).trimEnd().split("\n");
  const saved = lines.map((line) => JSON.parse(line) as { trace_id: string; spans: unknown[] });
  expect(saved.map(({ trace_id }) => trace_id)).toEqual([healthy, failed]);
  expect(saved[1]?.spans).toHaveLength(4);

  await bar.getByRole("link", { name: "Compare" }).click();
  await expect(page).toHaveURL(new RegExp(`/traces/${healthy}/compare\\?with=${failed}`));
  await expect(page.getByText("Here they part")).toBeVisible();

  // What was selected is found again, and let go.
  await page.goBack();
  await expect(bar).toContainText("2 selected");
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();

  const inSight = page.getByRole("checkbox", { name: "Select the rows in sight" });
  await inSight.click();
  await expect(box(failed)).toBeChecked();
  await expect(box(healthy)).toBeChecked();
  await inSight.click();
  await box(failed).click();
  await box(healthy).click({ modifiers: ["Shift"] });
  await expect(bar).toContainText(/[2-9] selected/);
  await bar.getByRole("button", { name: "Clear" }).click();

  await page.setViewportSize({ width: 390, height: 844 });
  await box(failed).click();
  await expect(bar).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("selected-narrow.png") });
});

test("a trace is saved as one file, which is read without a network", async ({
  page,
  request,
  context,
}, info) => {
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}`);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as HTML" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe(`trace-${traceId}.html`);
  const path = info.outputPath("trace.html");
  await download.saveAs(path);
  // The file tells the hash of what is saved beside it.
  const json = await page.request.get(`/api/console/default/traces/${traceId}/share?format=json`);
  const digest = await crypto.subtle.digest(
    "SHA-256",
    await json.body().then((body) => new Uint8Array(body)),
  );

  await context.setOffline(true);
  const file = await context.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  file.on("request", (one) => asked.push(one.url()));
  file.on("console", (one) => said.push(one.text()));
  await file.goto(`file://${path}`);
  await expect(file.getByRole("heading", { level: 1, name: "invoke_agent refunds" })).toBeVisible();
  const transcript = file.locator(".transcript");
  await expect(transcript.getByText("Please refund booking 4WQ150", { exact: true })).toBeVisible();
  await expect(transcript.getByText("Your bank declined the refund.", { exact: true })).toBeVisible();
  await expect(file.getByText(Buffer.from(digest).toString("hex"))).toBeVisible();
  await file.locator("details.span", { hasText: "execute_tool refund" }).locator("summary").first().click();
  await expect(file.locator("details[open].span")).toContainText("gen_ai.tool.call.arguments");
  expect(asked).toEqual([`file://${path}`]);
  expect(said).toEqual([]);
  for (const [name, width, colorScheme] of [
    ["light", 1440, "light"],
    ["dark", 1440, "dark"],
    ["narrow", 390, "light"],
  ] as const) {
    await file.setViewportSize({ width, height: 900 });
    await file.emulateMedia({ colorScheme });
    expect(await file.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await file.screenshot({ path: info.outputPath(`file-${name}.png`), fullPage: true });
  }
  await file.setViewportSize({ width: 1440, height: 900 });
  await expectAccessible(file);
});

test("a text that is selected in a trace leads to others that hold it", async ({ page, request }, info) => {
  const { traceId: other } = await sendRefundTrace(request);
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}?view=transcript`);
  const answer = page.getByRole("region", { name: "Transcript" }).getByText("Your bank declined the refund.");
  const others = page.getByRole("link", { name: "Find others" });
  await expect(answer).toBeVisible();
  await expect(others).toBeHidden();
  await answer.selectText();
  await expect(others).toBeVisible();
  await page.screenshot({ path: info.outputPath("find-others.png") });
  await expectAccessible(page);
  await page.keyboard.press("o");
  await expect(page).toHaveURL(/\/traces\?.*q=Your\+bank\+declined\+the\+refund\./);
  await expect(page.locator(`a[href*="${other}"]`).first()).toBeVisible();
  await expect(page.getByText("declined the refund").first()).toBeVisible();

  // Words elsewhere on the page are nobody's text.
  await page.goto(`/p/default/traces/${traceId}?view=transcript`);
  await page.getByRole("heading", { level: 1 }).selectText();
  await page.waitForTimeout(200);
  await expect(others).toBeHidden();
});

test("a replay is saved as one file, which plays without a network", async ({
  page,
  request,
  context,
}, info) => {
  const { traceId } = await sendRefundTrace(request);
  await signIn(page, `/p/default/traces/${traceId}?view=replay`);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save replay as HTML" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe(`trace-${traceId}.replay.html`);
  const path = info.outputPath("replay.html");
  await download.saveAs(path);
  await context.setOffline(true);
  const file = await context.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  file.on("request", (one) => asked.push(one.url()));
  file.on("console", (one) => said.push(one.text()));
  file.on("pageerror", (one) => said.push(one.message));
  await file.setViewportSize({ width: 1440, height: 900 });
  await file.goto(`file://${path}`);
  const answer = file.locator("[data-rendered]").getByText("Your bank declined the refund.", { exact: true });
  await expect(answer).toBeHidden();
  await expect(file.locator("#ended")).toHaveText("0");
  // Event by event to the end, where all is known; and back.
  for (let events = 0; events < 20 && (await answer.isHidden()); events++) await file.keyboard.press(".");
  await expect(answer).toBeVisible();
  await file
    .locator("#moment")
    .fill(await file.locator("#moment").evaluate((one) => (one as HTMLInputElement).max));
  await expect(file.locator("#ended")).toHaveText(/^4/);
  await file.screenshot({ path: info.outputPath("replay-end.png") });
  await file.locator("#speed").selectOption("16");
  await file.getByRole("button", { name: "Play" }).click();
  await expect(file.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(file.getByRole("button", { name: "Play" })).toBeVisible();
  await expect(file.locator("#ended")).toHaveText(/^4/);
  await file.getByRole("button", { name: "Event before" }).click();
  await file.getByRole("button", { name: "Event before" }).click();
  await expect(file.locator("#ended")).not.toHaveText(/^4/);
  expect(asked).toEqual([`file://${path}`]);
  expect(said).toEqual([]);
  for (const [name, width, colorScheme] of [
    ["light", 1440, "light"],
    ["dark", 1440, "dark"],
    ["narrow", 390, "light"],
  ] as const) {
    await file.setViewportSize({ width, height: 900 });
    await file.emulateMedia({ colorScheme });
    expect(await file.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await file.screenshot({ path: info.outputPath(`replay-${name}.png`) });
  }
  await file.setViewportSize({ width: 1440, height: 900 });
  await expectAccessible(file);
});
