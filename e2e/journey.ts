import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test as base, type TestInfo } from "@playwright/test";

/** What the journeys share. The instance is new, and playwright.config.ts names its administrator. */

/**
 * Playwright's test, whose pages have React behind every control once they are opened or asked again. What is clicked
 * before is lost, and only a machine is as fast as that: nobody has read a page that they have had for 50 ms.
 */
export const test = base.extend<object, object>({
  browser: [
    async ({ browser }, use) => {
      const newContext = browser.newContext.bind(browser);
      browser.newContext = async (options) => {
        const context = await newContext(options);
        context.on("page", awaitControls);
        return context;
      };
      await use(browser);
    },
    { scope: "worker" },
  ],
});

/** Lets `goto` and `reload` of a page end when its controls answer. */
function awaitControls(page: Page): void {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  page.goto = async (...args) => {
    const response = await goto(...args);
    await controlsAnswer(page);
    return response;
  };
  page.reload = async (...args) => {
    const response = await reload(...args);
    await controlsAnswer(page);
    return response;
  };
}

/** React keeps the handlers of an element that it has taken over at the element, under a name of its own. */
const controlsAnswer = (page: Page) =>
  page.waitForFunction(
    () =>
      document.querySelector('script[src*="/_next/"]') === null ||
      [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea")].every((control) =>
        Object.keys(control).some((key) => key.startsWith("__reactProps$")),
      ),
    undefined,
    { timeout: 60_000 },
  );

/** A project of the journey's own, so that journeys do not see each other's traces. Gives its address: "/p/…". */
export async function newProject(page: Page, info: TestInfo): Promise<string> {
  const name = `${info.title.slice(0, 40)} ${Date.now().toString(36)}`;
  await page.goto("/new-project");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Make project" }).click();
  await page.waitForURL(/\/p\/(?!default)/);
  return new URL(page.url()).pathname.split("/").slice(0, 3).join("/");
}

/** Makes a key under Settings. */
export async function newKey(
  page: Page,
  project: string,
  name: string,
  scopes: string[] = [],
): Promise<string> {
  await page.goto(`${project}/settings/keys`);
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  for (const scope of scopes) await dialog.getByRole("checkbox", { name: scope }).click();
  await dialog.getByRole("button", { name: "Make key" }).click();
  const key = await dialog.locator("code").innerText();
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  return key;
}

/** An interaction with a session, a document, a tool and an answer. Gives its trace id. */
export async function sendInteraction(
  page: Page,
  key: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const at = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
  const answer = await page.request.post("/api/v1/interactions", {
    headers: { authorization: `Bearer ${key}` },
    data: {
      name: "where-is-my-order",
      feature: "order-help",
      started_at: at(2500),
      ended_at: at(100),
      first_token_at: at(1700),
      user_id: "customer-7",
      session_id: "conversation-7",
      provider: "openai",
      model: "gpt-4o-mini",
      prompt: { name: "order-help", system: "You answer questions about orders in one sentence." },
      context: [{ id: "doc-1", content: "Orders leave the warehouse within two days.", score: 0.9 }],
      tools: [{ name: "find_order", arguments: { number: 7 }, result: { state: "shipped" } }],
      messages: [{ role: "user", content: "Where is my order?" }],
      output: "It left the warehouse this morning.",
      usage: { input_total: 131, output_total: 9 },
      ...more,
    },
  });
  expect(answer.status()).toBe(200);
  const [traceId] = ((await answer.json()) as { trace_ids: string[] }).trace_ids;
  return traceId as string;
}

/** Asks the page again until something is there that a worker has to make first. */
export async function reloadUntil(page: Page, there: () => Promise<unknown>): Promise<void> {
  await expect(async () => {
    await page.reload();
    await there();
  }).toPass({ timeout: 20_000 });
}

/** No violation of WCAG 2.2 AA that axe knows, in the light and in the dark theme. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // The theme is painted with the next frame; before it, some colours are still those of the other.
    await page.evaluate(
      () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
    );
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
      .analyze();
    const found = violations.map(({ id, nodes }) => ({ id, at: nodes.slice(0, 5).map(({ html }) => html) }));
    expect(found, `${page.url()} in the ${colorScheme} theme`).toEqual([]);
  }
}
