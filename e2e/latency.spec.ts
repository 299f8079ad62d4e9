import { expect, type Page } from "@playwright/test";
import { expectAccessible, newKey, newProject, reloadUntil, test } from "./journey";
import { signIn } from "./sign-in";

const SLOW = 12;
const QUICK = 60;

/** Interactions of the last 40 minutes: quick ones that stream, and slow ones of one feature and model that do not. */
async function sendHour(page: Page, key: string): Promise<void> {
  const now = Date.now();
  const interactions = Array.from({ length: QUICK + SLOW }, (_, index) => {
    const slow = index >= QUICK;
    const startedAt = now - 2_400_000 + index * 30_000;
    const at = (afterMs: number) => new Date(startedAt + afterMs).toISOString();
    return {
      name: slow ? "search" : "answer",
      started_at: at(0),
      ended_at: at(slow ? 9_000 + index * 10 : 300 + (index % 7) * 40),
      ...(slow ? {} : { first_token_at: at(100 + (index % 5) * 10) }),
      feature: slow ? "deep-search" : "order-help",
      user_id: `customer-${index % 9}`,
      provider: "openai",
      model: slow ? "gpt-4o" : "gpt-4o-mini",
      messages: [{ role: "user", content: "Where is my order?" }],
      output: "It left the warehouse this morning.",
      usage: { input_total: 131, output_total: 9 },
    };
  });
  const answer = await page.request.post("/api/v1/interactions", {
    headers: { authorization: `Bearer ${key}` },
    data: { interactions },
  });
  expect(answer.status()).toBe(200);
}

test("an engineer finds what the slow ones have in common, opens them, and sets what latency should be", async ({
  page,
}, info) => {
  test.setTimeout(180_000);
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  await page.goto(`${project}/latency`);
  await expect(page.getByText("No traces yet")).toBeVisible();
  await sendHour(page, await newKey(page, project, "shop"));

  await page.goto(`${project}/latency?range=1h&group=feature`);
  const table = page.getByRole("region", { name: "Interaction latency by feature" });
  await reloadUntil(page, () =>
    expect(table.getByRole("row", { name: /order-help/ })).toContainText(String(QUICK), { timeout: 3000 }),
  );
  await table.getByRole("button", { name: "p95", exact: true }).click();
  await expect(page).toHaveURL(/sort=-p95/);
  await expect(table.getByRole("row").nth(1)).toContainText("deep-search");

  // A box over the slow ones: by keys as by pointer.
  const heatmap = page.locator("[aria-roledescription=heatmap]");
  await heatmap.scrollIntoViewIfNeeded();
  const area = (await heatmap.boundingBox())!;
  await page.mouse.move(area.x + area.width * 0.15, area.y + 8);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width - 12, area.y + area.height * 0.3, { steps: 8 });
  await page.mouse.up();
  await expect(page).toHaveURL(/box=/);
  const differences = page.getByRole("region", { name: "What differs inside the box" });
  await expect(differences).toContainText(`${SLOW} interactions`);
  const special = differences.getByRole("row", { name: /Feature deep-search/ });
  await expect(special).toContainText("only inside");
  await special.getByRole("link").click();
  await expect(page).toHaveURL(/min_duration_ms=.*feature=deep-search/);
  await expect(page.getByRole("row", { name: /search/ })).toHaveCount(SLOW);
  await page.goBack();
  await expect(differences).toBeVisible();
  await heatmap.focus();
  await page.keyboard.press("Escape");
  await expect(differences).toHaveCount(0);
  await expect(page).not.toHaveURL(/box=/);

  // What did not stream has no first token, and is one link away.
  await page.getByRole("link", { name: "First token, from the request" }).click();
  const unstreamed = page.getByRole("link", { name: /did not stream and have no first token/ });
  await expect(unstreamed).toHaveText(/^16\.7.% of interactions/);

  await page.getByRole("button", { name: "Set an objective" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Within, ms").fill("0");
  await dialog.getByRole("button", { name: "Save objective" }).click();
  await expect(dialog.getByText("Give at least 1 ms.")).toBeVisible();
  await dialog.getByLabel("Within, ms").fill("120");
  await dialog.getByRole("button", { name: "Save objective" }).click();
  const objective = page.getByRole("row", { name: /First token, from the request ≤ 120/ });
  await expect(objective).toContainText("overdrawn");
  await expect(page.getByRole("region", { name: "Worst hours" })).toContainText(/of \d+/);
  await expectAccessible(page);
  await objective.getByRole("button", { name: /^Delete/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete objective" }).click();
  await expect(objective).toHaveCount(0);
});
