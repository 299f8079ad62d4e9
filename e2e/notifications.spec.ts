import http from "node:http";
import type { AddressInfo } from "node:net";

import { expect, type Page } from "@playwright/test";
import { SMTPServer } from "smtp-server";

import { expectAccessible, newProject, test } from "./journey";
import { MAIL_PORT } from "./mail-port";
import { signIn } from "./sign-in";

const channels = (page: Page) => page.getByRole("table", { name: "Channels" });

async function openForm(page: Page, kind: string, name: string) {
  await page.getByRole("button", { name: "Add channel" }).click();
  const adding = page.getByRole("dialog");
  await adding.getByLabel("Kind").selectOption(kind);
  await adding.getByLabel("Name").fill(name);
  return adding;
}

test("channels of every kind are added, tested, changed, paused and removed", async ({ page }, info) => {
  const told: string[] = [];
  const answers: number[] = [];
  const receiver = http.createServer((incoming, response) => {
    incoming.on("data", (chunk: Buffer) => told.push(chunk.toString()));
    incoming.on("end", () => response.writeHead(answers.shift() ?? 200).end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const mails: string[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData: (stream, _, done) => {
      stream.on("data", (chunk: Buffer) => mails.push(chunk.toString()));
      stream.on("end", () => done());
    },
  });
  await new Promise<void>((resolve) => smtp.listen(MAIL_PORT, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  await page.goto(`${project}/settings/notifications`);

  const mail = await openForm(page, "email", "Team");
  await mail.getByLabel("Recipients").fill("ann@example.org, bob");
  await mail.getByRole("button", { name: "Add channel" }).click();
  await expect(mail.getByText("“bob” is not an e-mail address.")).toBeVisible();
  await mail.getByLabel("Recipients").fill("ann@example.org, bob@example.org");
  await expectAccessible(page);
  await mail.getByRole("button", { name: "Add channel" }).click();
  await expect(channels(page)).toContainText("ann@example.org, bob@example.org");
  await page.getByRole("button", { name: "Send a test to Team" }).click();
  await expect(page.getByText("Test delivered")).toBeVisible({ timeout: 20_000 });
  expect(mails.join("")).toContain("To: ann@example.org, bob@example.org");

  for (const [kind, name] of [
    ["slack", "Room"],
    ["teams", "Team room"],
  ] as const) {
    const form = await openForm(page, kind, name);
    await form.getByLabel("Address").fill(`${url}/${kind}?token=t0ken`);
    await form.getByRole("button", { name: "Add channel" }).click();
    await expect(channels(page)).toContainText(name);
    told.length = 0;
    await page.getByRole("button", { name: `Send a test to ${name}`, exact: true }).click();
    await expect.poll(() => told.length, { timeout: 20_000 }).toBe(1);
  }
  expect(JSON.parse(told[0] ?? "")).toMatchObject({
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive" }],
  });

  const pager = await openForm(page, "pagerduty", "Pager");
  await pager.getByLabel("Integration key").fill("0123456789abcdef0123456789abcdef");
  await pager.getByRole("checkbox", { name: "Budgets" }).click();
  await pager.getByLabel("Severity").selectOption("alert");
  await pager.getByRole("button", { name: "Add channel" }).click();
  await expect(channels(page).getByRole("row", { name: /Pager/ })).toContainText("incidents: alerts only");
  await expect(page.locator("body")).not.toContainText("0123456789abcdef");

  await page.getByRole("button", { name: "Edit the channel Room" }).click();
  const editing = page.getByRole("dialog");
  await expect(editing.getByLabel("Address")).toHaveValue("");
  await editing.getByLabel("Messages an hour").fill("60");
  await editing.getByRole("button", { name: "Save channel" }).click();
  await expect(page.getByText("Channel saved")).toBeVisible();
  await page.getByRole("button", { name: "Pause the channel Room" }).click();
  await expect(channels(page).getByRole("row", { name: /^Room/ })).toContainText("paused");
  await page.getByRole("button", { name: "Resume the channel Room" }).click();
  await expect(channels(page).getByRole("row", { name: /^Room/ })).not.toContainText("paused");

  answers.push(404);
  await page.getByRole("button", { name: "Send a test to Room" }).click();
  await expect(page.getByText("Answered with status 404.").first()).toBeVisible({ timeout: 20_000 });

  const deliveries = page.getByRole("table", { name: "Deliveries" });
  await page.getByRole("button", { name: "Show the message: Test of the channel “Team room”" }).click();
  await expect(page.getByRole("dialog")).toContainText("AdaptiveCard");
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("link", { name: "Delivered", exact: true }).click();
  await page.waitForURL(/state=delivered/);
  await expect(deliveries).toContainText("Test of the channel “Team”");
  await expectAccessible(page);
  const csv = await page.request.get(
    `/api/console/${project.split("/")[2]}/notifications/export?state=delivered`,
  );
  expect(await csv.text()).toMatch(/^id,created_at,channel,type,title,state,/);

  await page.getByRole("button", { name: "Remove the channel Pager" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove channel" }).click();
  await expect(channels(page)).not.toContainText("Pager");
  receiver.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});
