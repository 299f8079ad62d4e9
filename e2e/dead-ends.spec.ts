import { expect } from "@playwright/test";
import { newProject, test } from "./journey";
import { signIn } from "./sign-in";

test("an empty project says on every page what to do next", async ({ page }, info) => {
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  for (const [path, sentence] of [
    ["overview", /no (traces|interactions)|first trace|nothing/i],
    ["traces", "No traces yet"],
    ["sessions", "No sessions in this range"],
  ] as const) {
    await page.goto(`${project}/${path}`);
    await expect(page.getByRole("main").getByText(sentence).first()).toBeVisible();
    await expect(
      page
        .getByRole("main")
        .getByRole("link", { name: /first trace|getting started/i })
        .first(),
    ).toBeVisible();
  }
});

test("a trace, a session and a project that do not exist are said to be missing, with a way on", async ({
  page,
}) => {
  await signIn(page, "/p/default/overview");
  await page.goto(`/p/default/traces/${"ab".repeat(16)}`);
  await expect(page.getByText("There is no such trace in this project")).toBeVisible();
  await page.getByRole("link", { name: "Go to the traces" }).click();
  await expect(page).toHaveURL(/\/p\/default\/traces$/);
  await page.goto("/p/default/traces/not-an-id");
  await expect(page.getByText("There is no such trace in this project")).toBeVisible();
  await page.goto("/p/default/sessions/none");
  await expect(page.getByText("There is no such session in this project")).toBeVisible();
  const answer = await page.goto("/p/no-such-project/overview");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing at this address");
  await page.getByRole("link", { name: "Go to your projects" }).click();
  await expect(page).toHaveURL(/\/p\//);
});
