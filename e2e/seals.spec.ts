import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

import { expect } from "@playwright/test";

import { test } from "./journey";
import { sendRefundTrace } from "./send-trace";
import { authorization, signIn } from "./sign-in";

test("a denied application becomes a file that a stranger opens off-line, and finds out when it was changed", async ({
  page,
  request,
  browser,
}, info) => {
  const { traceId } = await sendRefundTrace(request);
  const answer = await request.get(`/api/v1/evidence?kind=trace&of=${traceId}&reason=appeal`, {
    headers: authorization,
    timeout: 60_000,
  });
  expect(answer.status()).toBe(200);
  const file = info.outputPath("evidence.html");
  await writeFile(file, await answer.body());

  const stranger = await browser.newContext({ offline: true });
  const read = await stranger.newPage();
  const open = async (): Promise<void> => {
    await read.goto(pathToFileURL(file).href);
    await expect(read.locator("html")).toHaveAttribute("data-verified", /true|false/);
  };
  await open();
  await expect(read.getByRole("status")).toContainText("Verified. 1 record stands in the signed tree");
  await expect(read.getByText("Because", { exact: true })).toBeVisible();
  const shown = await read.locator("[data-f]").count();
  expect(shown).toBeGreaterThan(3);
  // One letter of what is shown.
  const text = await readFile(file, "utf8");
  const page1 = /(<!--record-->[^]*?data-k="name">)(.)/.exec(text);
  await writeFile(file, text.replace(page1?.[0] ?? "", `${page1?.[1]}${page1?.[2] === "X" ? "Y" : "X"}`));
  await open();
  await expect(read.getByRole("status")).toContainText("NOT VERIFIED. page, s/");
  // One letter of what stands around it.
  await writeFile(file, text.replace("Put together by", "Put together bi"));
  await open();
  await expect(read.getByRole("status")).toContainText("NOT VERIFIED. page: says something else");
  await stranger.close();

  await signIn(page, "/p/default/compliance/seals");
  await page.getByRole("button", { name: "Verify now" }).click();
  await expect(page.getByText("Traces: verified.")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("region", { name: "Heads of the traces" })).toBeVisible();
  // An admin reads the seals; evidence is compliance's.
  await expect(page.getByRole("button", { name: "Save evidence" })).toHaveCount(0);
});
