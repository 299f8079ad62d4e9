import http from "node:http";
import type { AddressInfo } from "node:net";

import { expect } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

test("a ceiling is set, reached and told of, stops who asks, and is raised with a reason", async ({
  page,
  request,
}, info) => {
  const told: string[] = [];
  const receiver = http.createServer((incoming, response) => {
    incoming.on("data", (chunk: Buffer) => told.push(chunk.toString()));
    incoming.on("end", () => response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop", ["budgets"]);

  await page.goto(`${project}/settings/notifications`);
  await page.getByRole("button", { name: "Add channel" }).click();
  const adding = page.getByRole("dialog");
  await adding.getByLabel("Name").fill("On call");
  await adding
    .getByLabel("Address")
    .fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
  await adding.getByRole("button", { name: "Add channel" }).click();
  await expect(adding.getByText(/^whsec_/)).toBeVisible();
  await adding.getByRole("button", { name: "I have copied it" }).click();
  await page.getByRole("button", { name: "Send a test to On call" }).click();
  await expect.poll(() => told.length, { timeout: 15_000 }).toBe(1);
  await reloadUntil(page, () =>
    expect(page.getByText("delivered", { exact: true })).toBeVisible({ timeout: 1000 }),
  );
  await expectAccessible(page);

  await page.goto(`${project}/budgets`);
  await expect(page.getByText("No ceilings yet")).toBeVisible();
  await page.getByRole("link", { name: "Set a budget" }).click();
  await page.getByLabel("Name").fill("Day");
  await page.getByLabel("Limit", { exact: true }).fill("0.00001");
  await page.getByLabel("Period").selectOption("calendar day");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Set budget" }).click();
  await expect(page.getByRole("heading", { name: "Day", level: 1 })).toBeVisible();

  await sendInteraction(page, key, { provider: "openai", model: "gpt-4o" });
  await expect.poll(() => told.length, { timeout: 15_000 }).toBe(4);
  await reloadUntil(page, () =>
    expect(page.getByText("limit reached", { exact: true })).toBeVisible({ timeout: 1000 }),
  );
  await expect(page.getByRole("table", { name: "Thresholds reached" }).getByRole("row")).toHaveCount(4);
  await expectAccessible(page);
  const ask = async () => {
    const answer = await request.get("/api/v1/budgets/check", {
      headers: { authorization: `Bearer ${key}` },
    });
    return ((await answer.json()) as { allowed: boolean }).allowed;
  };
  expect(await ask()).toBe(false);

  await page.goto(`${project}/overview`);
  await page.getByRole("link", { name: /Budget “Day” has reached 100 %/ }).click();
  await expect(page).toHaveURL(/\/incidents\/\d+$/);
  await page.getByRole("link", { name: /Budget “Day” has reached 100 %/ }).click();
  await page.getByRole("button", { name: "Raise limit" }).click();
  const raising = page.getByRole("dialog");
  await raising.getByLabel("New limit").fill("1");
  await raising.getByLabel("Reason").fill("A fair runs until tonight");
  await raising.getByRole("button", { name: "Raise limit" }).click();
  await expect(page.getByRole("table", { name: "Raised limits" })).toContainText("A fair runs until tonight");
  await reloadUntil(page, () =>
    expect(page.getByText("within", { exact: true })).toBeVisible({ timeout: 1000 }),
  );

  expect(await ask()).toBe(true);

  await page.goto(`${project}/budgets`);
  await expect(page.getByRole("row", { name: /Day/ })).toContainText("$1.00");
  await expectAccessible(page);
  receiver.close();
});
