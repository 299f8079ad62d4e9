import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { hashApiKey } from "@/lib/auth/api-key";
import { verifyPassword } from "@/lib/auth/password";
import { readEnv } from "@/lib/env";
import { firstRun } from "./first-run";

let db: TestDatabase;
beforeEach(async () => {
  db = await createTestDatabase();
});
afterEach(() => db.close());

const administrators = () => db.owner<{ email: string; password_hash: string; role: string; slug: string }[]>`
  select u.email, u.password_hash, m.role, p.slug
  from users u join memberships m on m.user_id = u.id join projects p on p.id = m.project_id`;

it("an empty database gets a project, an administrator with a working password, and a working key", async () => {
  const made = await firstRun(db.owner, readEnv({ RECOUNT_RETENTION_DAYS: "30" }));
  expect(made).toMatchObject({ created: true, adminEmail: "admin@recount.local", projectSlug: "default" });
  const [admin, ...others] = await administrators();
  expect(others).toEqual([]);
  expect(admin).toMatchObject({ email: "admin@recount.local", role: "admin", slug: "default" });
  expect(await verifyPassword(made.adminPassword ?? "", admin?.password_hash ?? null)).toBe(true);
  expect(
    await db.app`select project_slug, scopes, retention_days from authenticate_api_key(${hashApiKey(made.apiKey ?? "")})`,
  ).toEqual([
    {
      project_slug: "default",
      scopes: ["ingest", "budgets", "read", "run", "audit", "admin"],
      retention_days: 30,
    },
  ]);
});

it("what the settings choose is used and not repeated", async () => {
  const env = readEnv({
    RECOUNT_ADMIN_EMAIL: "someone@example.org",
    RECOUNT_ADMIN_PASSWORD: "chosen by a person",
    RECOUNT_API_KEY: "rk_chosen_by_a_person",
  });
  expect(await firstRun(db.owner, env)).toEqual({
    created: true,
    adminEmail: "someone@example.org",
    projectSlug: "default",
  });
  const [admin] = await administrators();
  expect(await verifyPassword("chosen by a person", admin?.password_hash ?? null)).toBe(true);
  expect(await db.app`select name from authenticate_api_key(${hashApiKey("rk_chosen_by_a_person")})`).toEqual(
    [{ name: "RECOUNT_API_KEY" }],
  );
});

it("the second time changes nothing and says nothing secret", async () => {
  await firstRun(db.owner, readEnv({}));
  const before = await administrators();
  const again = await firstRun(
    db.owner,
    readEnv({ RECOUNT_ADMIN_EMAIL: "other@example.org", RECOUNT_ADMIN_PASSWORD: "another one" }),
  );
  expect(again).toEqual({ created: false, adminEmail: "admin@recount.local", projectSlug: "default" });
  expect(await administrators()).toEqual(before);
});

it("a key that is set later is made then, and one that was revoked stays revoked", async () => {
  await firstRun(db.owner, readEnv({}));
  const env = readEnv({ RECOUNT_API_KEY: "rk_set_on_a_later_day" });
  await firstRun(db.owner, env);
  const holder = () => db.app`select name from authenticate_api_key(${hashApiKey("rk_set_on_a_later_day")})`;
  expect(await holder()).toHaveLength(1);
  await db.owner`update api_keys set revoked_at = now() where name = 'RECOUNT_API_KEY'`;
  await firstRun(db.owner, env);
  expect(await holder()).toEqual([]);
});

it("of processes that start at once, one sets up and the others find it done", async () => {
  const runs = await Promise.all([1, 2, 3].map(() => firstRun(db.owner, readEnv({}))));
  expect(runs.filter(({ created }) => created)).toHaveLength(1);
  expect(await administrators()).toHaveLength(1);
  expect(await db.owner`select count(*) as n from api_keys`).toEqual([{ n: 1 }]);
});
