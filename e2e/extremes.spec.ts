import { expect } from "@playwright/test";

import { cutFigures } from "./cut-figures";
import { EXTREMES } from "./extremes";
import { newKey, newProject, reloadUntil, sendInteraction, test } from "./journey";
import { signIn } from "./sign-in";

/** Of Traces, all columns at once. */
const COLUMNS = [
  ...[
    "time",
    "status",
    "name",
    "input",
    "output",
    "user",
    "session",
    "model",
    "latency",
    "ttft",
    "tokens_in",
  ],
  ...["tokens_out", "cost", "scores", "complete", "tags", "environment", "release", "service"],
].join();

test("numbers, times and money are never cut, however large, small or long what stands beside them", async ({
  page,
}, info) => {
  test.setTimeout(600_000);
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "shop");
  const traces: string[] = [];
  for (const more of EXTREMES) traces.push(await sendInteraction(page, key, more()));
  await page.request.post("/api/v1/scores", {
    headers: { authorization: `Bearer ${key}` },
    data: { trace_id: traces[0], name: "n".repeat(512), value: 0.333_333_333, source: "code" },
  });
  await page.goto(`${project}/users`);
  await reloadUntil(page, () =>
    expect(page.getByRole("region", { name: "Users" }).getByRole("row")).toHaveCount(4, { timeout: 2000 }),
  );
  const found: string[] = [];
  for (const width of [390, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of [
      ...[
        "/overview",
        "/traces",
        `/traces?cols=${COLUMNS}`,
        "/sessions",
        "/users",
        "/prompts",
        "/experiments",
      ],
      ...[`/users/${"u".repeat(512)}`, `/sessions/${"s".repeat(512)}`, "/users/مستخدم-٧", "/sessions/对话七"],
      ...traces.slice(0, 2).map((id) => `/traces/${id}`),
      ...["/drift", "/latency", "/cost", "/budgets", "/incidents?state=all", "/monitors"],
      ...["/compliance/decisions", "/compliance/checklist", "/compliance/audit", "/compliance/seals"],
      ...["/settings/jobs", "/settings/prices", "/settings/ingest", "/settings/keys", "/settings/members"],
    ]) {
      await page.goto(project + path);
      await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
      await expect(page.locator("main [role=status][aria-label^=Loading]")).toHaveCount(0);
      const where = `${path.slice(0, 40)} at ${width} px`;
      for (const cut of await cutFigures(page)) found.push(`${where}: ${cut}`);
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
        found.push(`${where}: the page is wider than the screen`);
    }
  }
  expect(found).toEqual([]);

  // What finds nothing must be able to find: the same table with too little room for its numbers.
  await page.goto(`${project}/traces`);
  await expect(page.getByRole("region", { name: "Traces" }).getByRole("row")).toHaveCount(4);
  await page.addStyleTag({
    content: "td.num > * { display: inline-block; max-width: 12px; overflow: hidden }",
  });
  expect(await cutFigures(page)).not.toEqual([]);
});
