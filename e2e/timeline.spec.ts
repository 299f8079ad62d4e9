import { randomBytes } from "node:crypto";

import { type APIRequestContext, expect, type Page } from "@playwright/test";

import { expectAccessible, test } from "./journey";
import { authorization, signIn } from "./sign-in";

/** Tool calls of one name in a row, one of which failed, between two model calls. */
async function sendRepeats(request: APIRequestContext): Promise<string> {
  const traceId = randomBytes(16).toString("hex");
  const root = randomBytes(8).toString("hex");
  const begun = BigInt(Date.now() - 600_000) * 1_000_000n;
  const at = (ms: number) => String(begun + BigInt(ms) * 1_000_000n);
  const attribute = (key: string, value: string | number) => ({
    key,
    value: typeof value === "number" ? { intValue: value } : { stringValue: value },
  });
  const span = (name: string, fromMs: number, toMs: number, more: object = {}) => ({
    traceId,
    spanId: randomBytes(8).toString("hex"),
    parentSpanId: root,
    name,
    startTimeUnixNano: at(fromMs),
    endTimeUnixNano: at(toMs),
    attributes: [attribute("gen_ai.operation.name", name.split(" ")[0] ?? "")],
    ...more,
  });
  const call = (fromMs: number, toMs: number, tokens: number) =>
    span("chat gpt-4o", fromMs, toMs, {
      attributes: [
        attribute("gen_ai.operation.name", "chat"),
        attribute("gen_ai.request.model", "gpt-4o"),
        attribute("gen_ai.response.model", "gpt-4o-2024-08-06"),
        attribute("gen_ai.provider.name", "openai"),
        attribute("gen_ai.usage.input_tokens", tokens),
        attribute("gen_ai.usage.output_tokens", 10),
      ],
    });
  const lookups = Array.from({ length: 40 }, (_, n) =>
    span("execute_tool lookup", 1000 + n * 50, 1040 + n * 50, n === 30 ? { status: { code: 2 } } : {}),
  );
  const whole = { ...span("invoke_agent planner", 0, 5000), spanId: root, parentSpanId: undefined };
  const sent = await request.post("/v1/traces", {
    headers: authorization,
    data: {
      resourceSpans: [
        { scopeSpans: [{ spans: [whole, call(0, 1000, 100), ...lookups, call(3000, 5000, 900)] }] },
      ],
    },
  });
  expect(sent.status()).toBe(200);
  return traceId;
}

const tree = (page: Page) => page.getByRole("tree", { name: "Spans" });
const rows = (page: Page) => tree(page).getByRole("treeitem");

test("repeats are one row, failures are stepped through, and path and cost stand out", async ({
  page,
  request,
}) => {
  const traceId = await sendRepeats(request);
  await signIn(page, `/p/default/traces/${traceId}?span=none`);
  await expect(rows(page)).toHaveCount(4);
  const folded = tree(page).getByRole("treeitem", { name: /^Tool, lookup, 40 times, 1 failed/ });
  await expect(folded).toHaveAttribute("aria-expanded", "false");

  // By keys: the failure lies within, so that the repeats open.
  await expect(async () => {
    await page.keyboard.press("e");
    await expect(tree(page).getByRole("treeitem", { selected: true })).toHaveAccessibleName(
      /Tool, lookup, failed/,
      { timeout: 3_000 },
    );
  }).toPass();
  await expect(page).toHaveURL(/span=[0-9a-f]{16}/);
  await page.keyboard.press("Home");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(rows(page)).toHaveCount(4);
  await page.keyboard.press("l");
  await expect(folded).toHaveCount(0);
  await page.keyboard.press("x");
  await expect(folded).toBeVisible();

  const choose = async (choice: string) => {
    await page.getByRole("button", { name: "Emphasize" }).click();
    await page.getByRole("menuitemcheckbox", { name: choice }).click();
  };
  await choose("Critical path");
  await expect(page).toHaveURL(/emphasis=critical/);
  await expect(folded).toHaveAccessibleName(/, 1\.60\ss$/);
  await choose("Cost");
  await expect(rows(page).first()).toHaveAccessibleName(/\$0\.0027$/);
  await page.reload();
  await expect(rows(page).last()).toHaveAccessibleName(/\$0\.00235$/);
  await expectAccessible(page);
  await choose("Fold repeats");
  await expect(page).toHaveURL(/fold=false/);
  await expect(rows(page)).not.toHaveCount(4);
});
