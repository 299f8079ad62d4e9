import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { connect, type Sql } from "./client";
import { connectPipeline, type Pipeline } from "./pipeline";
import { withDatabase } from "./url";

/**
 * Databases for tests: a real server (started once a run by `testing-setup.ts`), and for each test file a clone of a
 * migrated template. A test makes its own project in it, so tests of one file do not meet either.
 */

declare module "vitest" {
  interface ProvidedContext {
    testServer: { url: string; prefix: string; template: string };
  }
}

export type TestDatabase = {
  url: string;
  /** Owns the tables: sets the scene, sees every project. */
  owner: Sql;
  /** What the app connects as: sees one project at a time. */
  app: Sql;
  /** How the app writes batches. */
  pipeline: Pipeline;
  /** What the worker connects as: sees all projects' telemetry. */
  worker: Sql;
  /** Ends the connections and drops the database. */
  close: () => Promise<void>;
};

/** A database of its own, with the newest schema unless `empty`. Call `close` in `afterAll`. */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const server = inject("testServer");
  const name = `${server.prefix}${randomBytes(6).toString("hex")}`;
  const template = options.empty ? "template0" : server.template;
  await onServer(server.url, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  const url = withDatabase(server.url, name);
  const owner = connect(url, { role: null, max: 4, applicationName: "test owner" });
  const app = connect(url, { role: "recount_app", max: 4, applicationName: "test app" });
  const pipeline = connectPipeline(url, { role: "recount_app", max: 4, applicationName: "test pipeline" });
  const worker = connect(url, { role: "recount_worker", max: 4, applicationName: "test worker" });
  return {
    url,
    owner,
    app,
    pipeline,
    worker,
    close: async () => {
      await Promise.all([...[owner, app, worker].map((sql) => sql.end({ timeout: 5 })), pipeline.end()]);
      await onServer(server.url, (sql) => sql`drop database if exists ${sql(name)} with (force)`);
    },
  };
}

async function onServer(url: string, run: (sql: Sql) => Promise<unknown>): Promise<void> {
  const sql = connect(url, { role: null, max: 1 });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}

export type TestProject = {
  id: number;
  slug: string;
  name: string;
  shardKeys: number[];
  retentionDays: number;
};

/** A project of its own for one test. */
export async function makeProject(
  owner: Sql,
  wanted: { slug?: string; name?: string; shardKeys?: number[]; retentionDays?: number } = {},
): Promise<TestProject> {
  const slug = wanted.slug ?? `test-${randomBytes(6).toString("hex")}`;
  const [project] = await owner<TestProject[]>`
    insert into projects (slug, name, shard_keys, retention_days)
    values (${slug}, ${wanted.name ?? slug}, ${wanted.shardKeys ?? [1]}::int[], ${wanted.retentionDays ?? 400})
    returning id, slug, name, shard_keys as "shardKeys", retention_days as "retentionDays"`;
  if (!project) throw new Error("the project was not made");
  return project;
}
