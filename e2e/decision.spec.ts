import { randomBytes } from "node:crypto";

import { type APIRequestContext, expect } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, test } from "./journey";
import { signIn } from "./sign-in";

const KEY = process.env.RECOUNT_API_KEY ?? "rk_journeys_only_0000000000";

/** A loan that was declined: the score is the tool's, the term is nobody's, and nobody wrote to the customer. */
async function declineLoan(request: APIRequestContext, key: string, subject: string, version = "v3") {
  const traceId = randomBytes(16).toString("hex");
  const at = Date.now() - 60_000;
  const time = (ms: number) => new Date(at + ms).toISOString();
  const answer = await request.post("/api/v1/interactions", {
    headers: { authorization: `Bearer ${key}` },
    data: {
      id: traceId,
      name: "loan-application",
      started_at: time(0),
      ended_at: time(4200),
      feature: "loans",
      user_id: "u-17",
      session_id: `loan-${subject}`,
      environment: "production",
      release: "2026.11.2",
      prompt: {
        name: "loan-officer",
        version: "7",
        system:
          "You decide about loan applications. Decline below a score of 500. Give the reasons. Complaints are answered within 30 days.",
      },
      context: [
        {
          id: "credit-policy.md",
          content: `Credit policy ${version}. Applicants with a score below 500 are declined. Complaints are answered within 30 days.`,
          score: 0.92,
          updated_at: "2026-06-01T00:00:00Z",
          metadata: { version },
        },
      ],
      tools: [
        {
          name: "score_applicant",
          call_id: "c1",
          arguments: { applicant: { id: subject } },
          result: { score: 412, income: 1850.5 },
          started_at: time(900),
          ended_at: time(1700),
        },
      ],
      model: "gpt-4o-mini",
      provider: "openai",
      messages: [{ role: "user", content: `I apply for a loan of $12,000 under ${subject}.` }],
      output: `Your application ${subject} for $12,000 has been declined: your score is 412 and your income is 1,850.50 USD. I have emailed you the reasons. You may apply again after 18 months, and complaints are answered within 30 days.`,
      usage: { input_total: 320, output_total: 60 },
      decision: { subject, outcome: "declined", reasons: ["score below 500"] },
    },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return traceId;
}

test("a declined application is found by its subject, its path is read, reported on and printed", async ({
  page,
  request,
}, info) => {
  test.setTimeout(180_000);
  const subject = `APP-${randomBytes(3).toString("hex").toUpperCase()}`;
  await signIn(page, "/p/default/overview");
  const traceId = await declineLoan(request, KEY, subject);

  // Found by subject.
  await page.goto("/p/default/compliance/decisions");
  await page.getByRole("textbox", { name: "Subject" }).fill(subject);
  await page.getByRole("button", { name: "Find decisions" }).click();
  await expect(page).toHaveURL(new RegExp(`subject=${subject}`));
  await reloadUntil(page, () =>
    expect(page.getByRole("cell", { name: subject })).toBeVisible({ timeout: 2000 }),
  );
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("list.png") });

  // The path, the claims, and what nobody did.
  await page
    .getByRole("row", { name: new RegExp(subject) })
    .getByRole("link")
    .click();
  const record = page.getByRole("article", { name: "Decision record" });
  await expect(record.getByText("declined", { exact: true })).toBeVisible();
  await expect(record.getByText("score below 500", { exact: true })).toBeVisible();
  const claims = record.locator("section", {
    has: page.getByRole("heading", { name: "What the answer claims" }),
  });
  await expect(claims.getByText("No support: 18 months.")).toBeVisible();
  await expect(claims.getByRole("link", { name: "tool score_applicant" }).first()).toBeVisible();
  const actions = record.locator("section", {
    has: page.getByRole("heading", { name: "What the answer says has been done" }),
  });
  await expect(actions.getByText("No tool did it")).toHaveCount(1);
  await expect(record.getByText("loan-officer, version 7")).toBeVisible();
  await expect(record.getByText("version v3")).toBeVisible();
  await expectAccessible(page);

  // Its user reports it; the record says so.
  const pathname = new URL(page.url()).pathname;
  const reportKey = await newKey(page, "/p/default", "reports", ["ingest", "report"]);
  const report = await request.post("/api/v1/reports", {
    headers: { authorization: `Bearer ${reportKey}` },
    data: { trace_id: traceId, reason: "wrong", comment: "My income is higher." },
  });
  expect(report.status(), await report.text()).toBe(201);
  const { receipt } = (await report.json()) as { receipt: string };
  await page.goto(pathname);
  await reloadUntil(page, () =>
    expect(page.getByText(`Reported by its user (${receipt})`)).toBeVisible({ timeout: 2000 }),
  );
  await expect(page.getByText("My income is higher.")).toBeVisible();

  // Another text of the policy comes later.
  await declineLoan(request, KEY, `${subject}-B`, "v4");
  await reloadUntil(page, () =>
    expect(page.getByText(/Superseded: another text \(v4\)/)).toBeVisible({ timeout: 2000 }),
  );

  for (const [width, scheme] of [
    [1440, "light"],
    [1440, "dark"],
    [1024, "light"],
    [390, "light"],
    [390, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: info.outputPath(`record-${width}-${scheme}.png`), fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  for (const format of ["A4", "Letter"] as const) {
    const pdf = await page.pdf({ format, path: info.outputPath(`record-${format}.pdf`) });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages, format).toBeLessThanOrEqual(2);
  }

  // To the trace and back.
  await page.getByRole("link", { name: "Open the trace" }).click();
  await page.getByRole("link", { name: "Decision record" }).click();
  await expect(page).toHaveURL(new RegExp(`decisions/${traceId}`));
});

test("a rule is tried, added and applied to what is stored", async ({ page, request }, info) => {
  test.setTimeout(180_000);
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  const at = new Date(Date.now() - 60_000).toISOString();
  const sent = await request.post("/api/v1/interactions", {
    headers: { authorization: `Bearer ${key}` },
    data: {
      name: "refund",
      started_at: at,
      ended_at: at,
      feature: "refunds",
      user_id: "u-9",
      tools: [
        { name: "decide_refund", arguments: { booking: { code: "ZFA04Y" } }, result: { verdict: "granted" } },
      ],
      model: "gpt-4o-mini",
      provider: "openai",
      output: "Your refund has been granted.",
    },
  });
  expect(sent.ok()).toBe(true);
  await page.goto(`${project}/compliance/decisions/rules`);
  await reloadUntil(page, () =>
    expect(page.locator("datalist option[value=refunds]")).toBeAttached({ timeout: 2000 }),
  );
  await page.getByRole("textbox", { name: "Name" }).fill("Refunds");
  await page.getByRole("combobox", { name: /^Feature/ }).fill("refunds");
  await page.getByRole("textbox", { name: /^Tool that ran/ }).fill("decide_refund");
  await page.getByRole("combobox", { name: /^Subject/ }).selectOption("argument");
  await page.getByRole("textbox", { name: "Field" }).first().fill("booking.code");
  await page.getByRole("combobox", { name: /^Outcome/ }).selectOption("result");
  await page.getByRole("textbox", { name: "Field" }).last().fill("verdict");
  await expect(page.getByRole("button", { name: "Add rule" })).toBeDisabled();
  await page.getByRole("button", { name: "Try on stored traces" }).click();
  await expect(page.getByRole("status").getByText("1 decision")).toBeVisible();
  await expect(page.getByRole("status").getByText("ZFA04Y")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Add rule" }).click();
  await expect(page.getByRole("cell", { name: "Refunds", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Apply to stored traces" }).click();
  await expect(page.getByText(/^Done: .*\s1\sdecisions? found/)).toBeVisible({ timeout: 120_000 });
  await page.screenshot({ path: info.outputPath("rules.png"), fullPage: true });
  await page.goto(`${project}/compliance/decisions?subject=ZFA04Y`);
  await expect(page.getByRole("cell", { name: "granted" })).toBeVisible();
  for (const name of ["", "/checklist"]) {
    await page.goto(`${project}/compliance${name}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
    for (const width of [1440, 1024, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({
        path: info.outputPath(`compliance${name.replace("/", "-")}-${width}.png`),
        fullPage: true,
      });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }
});
