import { expect, type Page } from "@playwright/test";

import { expectAccessible, newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { startModels } from "./model-server";
import { signIn } from "./sign-in";

const POLICY = "Basic fares cannot be refunded after the first day.";
const BAGS = "Bags of up to 23 kg are free on long flights.";
const results = (page: Page) => page.getByRole("region", { name: "Results" });

/** A call whose prompt holds two documents, with its trace open at it. */
async function recordedCall(page: Page, project: string): Promise<string> {
  const key = await newKey(page, project, "shop");
  const traceId = await sendInteraction(page, key, {
    name: "refund",
    context: [
      { id: "policy", content: POLICY, score: 0.9 },
      { id: "bags", content: BAGS, score: 0.5 },
    ],
    prompt: {
      name: "refunds",
      system: "You answer travellers in one sentence. Always stay friendly with them.",
    },
    messages: [{ role: "user", content: `${POLICY}\n${BAGS}\n\nPlease refund my ticket.` }],
    output: "I'm sorry, but I can't help with refunds of this fare.",
  });
  await page.goto(`${project}/traces`);
  await reloadUntil(page, () => expect(page.getByText("refund").first()).toBeVisible({ timeout: 2000 }));
  return traceId;
}

async function addProvider(page: Page, project: string, url: string): Promise<void> {
  await page.goto(`${project}/settings/providers`);
  await page.getByRole("button", { name: "Add provider" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Local models");
  await dialog.getByLabel("Base address").fill(url);
  await dialog.getByLabel("API key").fill("sk-journeys-only-0123456789");
  await dialog.getByRole("button", { name: "Add provider" }).click();
  await expect(page.getByRole("table", { name: "Model providers" })).toContainText("Local models");
}

test("a recorded call is run again with edits, streamed, compared, kept and found again", async ({
  page,
}, info) => {
  const models = await startModels(({ messages }) =>
    JSON.stringify(messages).includes("Basic fares")
      ? "I'm sorry, but I can't help with refunds of this fare."
      : "Your refund is on its way and will be there in five days.",
  );
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const traceId = await recordedCall(page, project);

  // Without a provider the page says what is missing, and where to add it.
  await page.goto(`${project}/traces/${traceId}`);
  await page.getByRole("tree").getByText("gpt-4o-mini").first().click();
  await page.getByRole("link", { name: "Run again" }).click();
  await expect(page.getByText("No provider is set up yet")).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("no-provider.png"), fullPage: true });
  const runUrl = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Add a provider" }).click();
  await expect(page.getByText("No calls can be run again yet")).toBeVisible();
  await expectAccessible(page);

  await addProvider(page, project, models.url);
  await expectAccessible(page);
  await expect(page.locator("body")).not.toContainText("sk-journeys");
  await page.getByRole("button", { name: "Test the provider Local models" }).click();
  await expect(page.getByText("It answers, and lists 2 models.")).toBeVisible();
  await page.getByRole("button", { name: "Offer all of them" }).click();
  await expect(page.getByText("2 models are offered")).toBeVisible();
  expect(models.state.key).toBe("Bearer sk-journeys-only-0123456789");
  await page.screenshot({ path: info.outputPath("providers.png"), fullPage: true });

  // Its cost is said before.
  await page.goto(runUrl);
  await expect(page.getByLabel("Model")).toHaveValue("gpt-4o-mini");
  await expect(page.getByText("The cost is unknown: this model has no price")).toBeVisible();
  await page.goto(`${project}/settings/prices`);
  const price = page.getByRole("dialog");
  // Before the page's script is there, nobody hears a click.
  await expect(async () => {
    await page.getByRole("button", { name: "Add price" }).click();
    await expect(price).toBeVisible({ timeout: 2000 });
  }).toPass();
  await price.getByLabel("Model").fill("gpt-4o-mini");
  await price.getByLabel("Input").first().fill("1");
  await price.getByLabel("Output").first().fill("2");
  await price.getByRole("button", { name: "Save price" }).click();
  await expect(price).toBeHidden();
  await page.goto(runUrl);
  await expect(page.getByText(/estimated, for 5\scalls/)).toBeVisible();
  await expect(page.getByText("$0.000745")).toBeVisible();
  await expectAccessible(page);

  // Edited: a document is taken out, the prompt is another, and a parameter is set.
  await page.getByRole("button", { name: "Take out document 1" }).click();
  await page.getByLabel("System prompt").fill("You answer travellers at once.");
  await page.getByLabel("Temperature").fill("0.4");
  await page.getByLabel("Runs").fill("3");
  await expect(page.getByText(/temperature 0.4, another system prompt, document 1 taken out/)).toBeVisible();
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: info.outputPath(`editor-${scheme}.png`), fullPage: true });
  }
  models.state.pauseMs = 150;
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(results(page).getByText("Your refund is")).not.toHaveCount(0);
  await page.screenshot({ path: info.outputPath("running.png"), fullPage: true });
  await expect(results(page).getByText("done", { exact: true })).toBeVisible();
  await expect(results(page).getByText("3 of 3").first()).toBeVisible();
  await expect(results(page).getByText("$0.000447").first()).toBeVisible();
  await expect(results(page)).toContainText(/The recorded answer\s*0 of 3/);
  models.state.pauseMs = 15;
  await expectAccessible(page);
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: info.outputPath(`done-${scheme}.png`), fullPage: true });
  }
  const [asked] = models.state.asked;
  expect(asked?.temperature).toBe(0.4);
  expect(JSON.stringify(asked?.messages)).toContain("at once");
  expect(JSON.stringify(asked?.messages)).not.toContain("Basic fares");

  // Kept: at the trace, in the list, under an address of its own.
  await results(page)
    .getByRole("link", { name: /^experiment \d+$/ })
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Re-run");
  await expect(page.getByText("Your refund is on its way").first()).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("experiment.png"), fullPage: true });
  for (const [width, height] of [
    [1024, 768],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: info.outputPath(`experiment-${width}.png`), fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
  await page.goto(runUrl);
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("editor-390.png"), fullPage: true });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${project}/traces/${traceId}`);
  await page.getByRole("link", { name: /1\sexperiment/ }).click();
  await expect(page.getByRole("table", { name: "Experiments" }).getByRole("row")).toHaveCount(2);
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("list.png"), fullPage: true });

  // No figure of production knows of it: the trace has its one call.
  const headers = { authorization: `Bearer ${await newKey(page, project, "reader", ["read"])}` };
  const trace = (await (await page.request.get(`/api/v1/traces/${traceId}`, { headers })).json()) as {
    counts: { llm: number };
  };
  expect(trace.counts.llm).toBe(1);

  // A refused key is told with what to do; a cancelled run is stopped at the provider.
  models.state.answer = () => 401;
  await page.goto(runUrl);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(
    results(page)
      .getByText(/refuses the key \(401\).*Settings › Providers/)
      .first(),
  ).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("error.png"), fullPage: true });
  models.state.answer = () => "and so on ".repeat(400);
  models.state.hungUp = 0;
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(results(page).getByText("and so on").first()).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(results(page).getByText("cancelled", { exact: true })).toBeVisible();
  await expect.poll(() => models.state.hungUp).toBeGreaterThanOrEqual(4);
  await results(page)
    .getByRole("link", { name: /^experiment \d+$/ })
    .click();
  await expect(page.getByText("cancelled", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete experiment" }).click();
  await expect(page.getByRole("table", { name: "Experiments" }).getByRole("row")).toHaveCount(3);
  models.close();
});

test("the recording is asked what if, and names the document that a refusal depends on", async ({
  page,
}, info) => {
  const models = await startModels(
    ({ messages }) =>
      JSON.stringify(messages).includes("Basic fares")
        ? "I'm sorry, but I can't help with refunds of this fare."
        : "Your refund is on its way.",
    0,
  );
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const traceId = await recordedCall(page, project);
  await addProvider(page, project, models.url);
  await page.goto(`${project}/traces/${traceId}`);
  await page.getByRole("tree").getByText("gpt-4o-mini").first().click();
  await page.getByRole("link", { name: "What if" }).click();
  await expect(page.getByText("Calls before it are not made again")).toBeVisible();
  await expect(page.getByText("Choose what to take out")).toBeVisible();
  await page.getByRole("button", { name: "Try each in turn" }).click();
  await expect(page.getByText(/for at most \d+\scalls/)).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("what-if-form.png"), fullPage: true });
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(results(page).getByRole("heading", { name: "It depends on document 1" })).toBeVisible();
  await expect(results(page)).toContainText(/Without document 1 the answer is a refusal in 0 of 10\sruns/);
  await expectAccessible(page);
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: info.outputPath(`what-if-${scheme}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.screenshot({ path: info.outputPath("what-if-390.png"), fullPage: true });

  // One part alone, by a text.
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.reload();
  await page.getByRole("checkbox", { name: "Document 2" }).click();
  await page.getByLabel("How often the answer …").selectOption("contains");
  await expect(page.getByText("Give the text that is looked for")).toBeVisible();
  await page.getByLabel("Text", { exact: true }).fill("on its way");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(results(page).getByRole("heading", { name: "No effect is established" })).toBeVisible();
  models.close();
});
