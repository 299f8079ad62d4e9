import { randomBytes } from "node:crypto";

import type { Querying, Sql, Tx } from "@/db/client";
import { columns, database, matching, type Row, select } from "@/db/drizzle";
import { apiKeys } from "@/db/schema/api-keys";
import { instance } from "@/db/schema/instance";
import { projects } from "@/db/schema/projects";
import { memberships, users } from "@/db/schema/users";
import { record } from "@/lib/audit/record";
import { describeApiKey, makeApiKey, type NewApiKey } from "@/lib/auth/api-key";
import { API_KEY_SCOPES } from "@/lib/auth/api-key-scopes";
import { hashPassword } from "@/lib/auth/password";
import type { Env } from "@/lib/env";

export interface FirstRun {
  /** False: the instance had been set up before, and nothing secret is said. */
  created: boolean;
  adminEmail: string;
  /** Only when it was generated now: it is shown once. */
  adminPassword?: string;
  /** Only when it was made now and not chosen by the settings. */
  apiKey?: string;
  projectSlug: string;
}

/** Who sets up, as the audit log tells it. */
const BY_SET_UP = { actor: { kind: "system", name: "Set-up" } as const, now: () => new Date() };

const SET_UP_LOCK = 7_281_936_406;
const DEFAULT_EMAIL = "admin@recount.local";

/**
 * Makes an empty database usable: the project "default", an administrator and an API key with all scopes. On a database
 * with a project it only sees to it that the key of the setting RECOUNT_API_KEY exists. Safe to run by several processes
 * at once: one of them sets up, the others find it done.
 * @param sql connected as the owner of the tables
 */
export async function firstRun(
  sql: Sql,
  env: Pick<Env, "adminEmail" | "adminPassword" | "apiKey" | "retentionDays">,
): Promise<FirstRun> {
  const result = await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${SET_UP_LOCK})`;
    await database(tx)
      .insert(instance)
      .values({ sessionSecret: randomBytes(32) })
      .onConflictDoNothing();
    const [project] = await select(tx, projects, "id", "slug").orderBy(projects.id).limit(1);
    if (!project) return setUp(tx, env);
    if (env.apiKey) await keepKey(tx, project.id, describeApiKey(env.apiKey), "RECOUNT_API_KEY");
    return { created: false, adminEmail: await firstAdmin(tx, project.id), projectSlug: project.slug };
  });
  return result as FirstRun;
}

async function setUp(tx: Tx, env: Parameters<typeof firstRun>[1]): Promise<FirstRun> {
  const [project] = await database(tx)
    .insert(projects)
    .values({ slug: "default", name: "Default", retentionDays: env.retentionDays })
    .returning(columns(projects, "id", "slug"));
  if (!project) throw new Error("the project was not made");
  const adminEmail = env.adminEmail ?? DEFAULT_EMAIL;
  const made = { project: { ...project, shardKeys: [], retentionDays: env.retentionDays }, ...BY_SET_UP };
  await record(tx, made, { action: "project.created", target: project.slug });
  const generated = env.adminPassword ? undefined : randomBytes(12).toString("base64url");
  const passwordHash = await hashPassword(env.adminPassword ?? generated ?? "");
  const [administrator] = await database(tx)
    .insert(users)
    .values({ email: adminEmail, name: "Administrator", passwordHash })
    .onConflictDoUpdate({ target: users.email, set: { passwordHash } })
    .returning(columns(users, "id"));
  if (!administrator) throw new Error("the administrator was not made");
  await database(tx)
    .insert(memberships)
    .values({ projectId: project.id, userId: administrator.id, role: "admin" });
  await record(tx, made, { action: "member.added", target: adminEmail, detail: { role: "admin" } });
  const key = env.apiKey ? describeApiKey(env.apiKey) : makeApiKey();
  await keepKey(tx, project.id, key, env.apiKey ? "RECOUNT_API_KEY" : "First key");
  return {
    created: true,
    adminEmail,
    ...(generated ? { adminPassword: generated } : {}),
    ...(env.apiKey ? {} : { apiKey: key.key }),
    projectSlug: project.slug,
  };
}

/** One that may be published has no other scope. */
const FIRST_SCOPES = API_KEY_SCOPES.filter((scope) => scope !== "report");

/** A key that was revoked stays revoked: the row is there already. What is shown of it follows the rule of today. */
async function keepKey(tx: Tx, projectId: number, key: NewApiKey, name: string): Promise<void> {
  const [kept] = await database(tx)
    .update(apiKeys)
    .set({ prefix: key.prefix })
    .where(matching(apiKeys, { keyHash: key.hash }))
    .returning(columns(apiKeys, "id"));
  if (kept) return;
  await database(tx)
    .insert(apiKeys)
    .values({ projectId, name, prefix: key.prefix, keyHash: key.hash, scopes: FIRST_SCOPES });
  const project = { id: projectId, slug: "", shardKeys: [], retentionDays: 1 };
  await record(
    tx,
    { project, ...BY_SET_UP },
    { action: "api_key.created", target: key.prefix, detail: { name, scopes: FIRST_SCOPES } },
  );
}

async function firstAdmin(sql: Querying, projectId: number): Promise<string> {
  const [row] = await sql<Row<typeof users, "email">[]>`
    select u.email
    from memberships m
    join users u on u.id = m.user_id
    where m.project_id = ${projectId} and m.role = 'admin' and u.disabled_at is null
    order by u.id
    limit 1`;
  return row?.email ?? DEFAULT_EMAIL;
}
