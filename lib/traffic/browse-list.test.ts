import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { makeMember } from "@/lib/users/testing";

import { browseList, MOST_LISTED } from "./browse-list";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

it("lists models that nobody has used, by every word of what is looked for, each once with its price", async () => {
  const project = await makeProject(db.owner, { shardKeys: [1] });
  const { ctx } = await makeMember(db, project, "engineer");
  const { rows, total } = await browseList(ctx, "OpenAI gpt-4o");
  expect(rows.length).toBe(Math.min(total, MOST_LISTED));
  expect(new Set(rows.map(({ provider, model }) => `${provider}/${model}`)).size).toBe(rows.length);
  const known = rows.find(({ provider, model }) => provider === "openai" && model === "gpt-4o");
  expect(Number(known?.price?.units.input_mtok)).toBeGreaterThan(0);
  for (const { provider, model } of rows) expect(`${provider} ${model}`).toMatch(/openai/i);

  const all = await browseList(ctx, "");
  expect(all.total).toBeGreaterThan(MOST_LISTED);
  expect(all.rows).toHaveLength(MOST_LISTED);
  expect(await browseList(ctx, "no such model")).toEqual({ rows: [], total: 0 });
});
