import { randomBytes } from "node:crypto";

import { expect } from "@playwright/test";

import { test } from "./journey";
import { authorization, signIn } from "./sign-in";

const SPANS = 12_000;
const A_REQUEST = 2_000;

test("a trace too large for a page is shown whole, searched and replayed to its last span", async ({
  page,
  request,
}) => {
  const traceId = randomBytes(16).toString("hex");
  const root = randomBytes(8).toString("hex");
  const begun = BigInt(Date.now() - 600_000) * 1_000_000n;
  const at = (ms: number) => String(begun + BigInt(ms) * 1_000_000n);
  const spanOf = (index: number) => ({
    traceId,
    spanId: index === 0 ? root : randomBytes(8).toString("hex"),
    ...(index === 0 ? {} : { parentSpanId: root }),
    name:
      index === SPANS - 1 ? "execute_tool the_last" : index === 0 ? "invoke_agent long" : `step ${index % 7}`,
    startTimeUnixNano: at(index * 10),
    endTimeUnixNano: at(index === 0 ? SPANS * 10 + 10 : index * 10 + 8),
  });
  for (let from = 0; from < SPANS; from += A_REQUEST) {
    const spans = Array.from({ length: A_REQUEST }, (_, index) => spanOf(from + index));
    const sent = await request.post("/v1/traces", {
      headers: authorization,
      data: { resourceSpans: [{ scopeSpans: [{ spans }] }] },
    });
    expect(sent.status()).toBe(200);
  }
  await expect
    .poll(
      async () => {
        const trace = await request.get(`/api/v1/traces/${traceId}?include=&limit=1`, {
          headers: authorization,
        });
        return trace.ok() ? (await trace.json()).counts.spans : trace.status();
      },
      { timeout: 60_000 },
    )
    .toBe(SPANS);
  await signIn(page, `/p/default/traces/${traceId}`);
  const count = page.getByRole("toolbar", { name: "Timeline" }).getByRole("status");
  await expect(count).toHaveText(/^12\.0\sk\sspans$/);
  await page.getByRole("searchbox", { name: "Search within spans" }).fill("the_last");
  await expect(count).toHaveText(/^1 of 12\.0\sk\sspans$/);
  await page.getByRole("treeitem", { name: /the_last/ }).click();
  await expect(page.getByRole("complementary").getByText("the_last").first()).toBeVisible();

  await page.goto(`/p/default/traces/${traceId}?view=replay&t=${SPANS * 10 - 6}`);
  await expect(page.getByRole("treeitem", { name: /the_last/ })).toBeVisible();
});
