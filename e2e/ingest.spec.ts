import { randomBytes } from "node:crypto";

import { expect } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, test } from "./journey";
import { signIn } from "./sign-in";

/** One OTLP request with a good span and one whose trace id was lost, as a client with a broken propagator sends it. */
const halfBroken = () => {
  const end = BigInt(Date.now()) * 1_000_000n;
  const span = (traceId: string, name: string) => ({
    traceId,
    spanId: randomBytes(8).toString("hex"),
    name,
    startTimeUnixNano: String(end - 5_000_000n),
    endTimeUnixNano: String(end),
    attributes: [
      { key: "http.request.header.authorization", value: { stringValue: "Bearer secret-of-somebody" } },
    ],
  });
  const resource = {
    attributes: [{ key: "service.name", value: { stringValue: "checkout" } }],
  };
  const spans = [span(randomBytes(16).toString("hex"), "good step"), span("", "lost step")];
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "shop-tracer" }, spans }] }] };
};

test("a client that sends a broken span is found, and the page says which, why and what to do", async ({
  page,
}, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  await page.goto(`${project}/settings/ingest`);
  await expect(page.getByText("Nobody has sent anything yet")).toBeVisible();
  const key = await newKey(page, project, "checkout, production");

  const sent = await page.request.post("/v1/traces", {
    headers: { authorization: `Bearer ${key}`, "user-agent": "broken-tracer/0.3" },
    data: halfBroken(),
  });
  expect([sent.status(), await sent.json()]).toMatchObject([200, { partialSuccess: { rejectedSpans: "1" } }]);
  const garbage = await page.request.post("/v1/traces", {
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    data: Buffer.from("<html>502 Bad Gateway</html>"),
  });
  expect(garbage.status()).toBe(400);

  await page.goto(`${project}/settings/ingest`);
  const reasons = page.getByRole("region", { name: "What was not taken, by reason" });
  // Written down every second, and the two requests may fall into two of them.
  await reloadUntil(page, () =>
    expect(reasons.getByRole("row", { name: /Body cannot be read/ })).toContainText("proxy", {
      timeout: 1000,
    }),
  );
  await expect(reasons.getByRole("row", { name: /No trace id/ })).toContainText("16 bytes");
  await expect(page.getByRole("region", { name: "Clients" })).toContainText("checkout");

  await reasons.getByRole("link", { name: "No trace id" }).click();
  const quarantine = page.getByRole("region", { name: "Quarantine" });
  await expect(quarantine.getByRole("row")).toHaveCount(2);
  await quarantine.getByRole("link", { name: /No trace id/ }).click();
  const sample = page.getByRole("region", { name: "Sample: No trace id" });
  await expect(sample).toContainText("lost step");
  await expect(sample).toContainText("checkout, production");
  await expect(sample.locator("pre")).toContainText("[redacted]");
  await expect(sample).not.toContainText("secret-of-somebody");
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.setViewportSize({ width: 1280, height: 800 });

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    sample.getByRole("button", { name: "Download JSON" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^refused-missing_trace_id-.*\.json$/);
  await sample.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete sample" }).click();
  await expect(page.getByText("Nothing in quarantine")).toBeVisible();
  await page.getByRole("link", { name: "Show all reasons" }).click();
  await expect(quarantine.getByRole("row", { name: /Body cannot be read/ })).toBeVisible();

  await page.getByLabel(/Daily quota of spans/).fill("1");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Used up")).toBeVisible();
  await page.goto(`${project}/settings/keys`);
  await page.getByRole("button", { name: /Limits of checkout, production/ }).click();
  await page.getByLabel(/Spans a second/).fill("200");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByRole("button", { name: /200 spans\/s/ })).toBeVisible();
});
