import { createHash, randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { connect, type Sql } from "./client";
import { DataDirInUseError } from "./data-dir-lock";
import { startEmbedded, type EmbeddedServer } from "./embedded";
import { migrate } from "./migrate";
import { installQueue } from "./queue";
import { countStatements, unshardedStatements } from "./unsharded-statements";
import { withDatabase } from "./url";
import "./testing";

/** Vitest's global set-up: one server a run, one migrated template, nothing left behind by runs that were killed. */

const PREFIX = "recount_test_";
/** First key of the advisory lock that a living run holds; the second is the number in its databases' names. */
const RUN_LOCK = 72_819_364;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = project.config.env.RECOUNT_TEST_DATABASE_URL || undefined;
  const server = given ? undefined : await startTestServer();
  const url = given ?? server?.url ?? "";
  // One connection, so that the lock below is held for the whole run.
  const held = connect(url, { role: null, max: 1, applicationName: "test run" });
  await dropLeftovers(held);
  const run = randomInt(1, 2 ** 31 - 1);
  await held`select pg_advisory_lock(${RUN_LOCK}, ${run})`;
  const prefix = `${PREFIX}${run}_`;
  const template = `${prefix}template`;
  await held`create database ${held(template)} template template0`;
  const migrating = connect(withDatabase(url, template), { role: null, max: 2 });
  await migrate(migrating);
  await installQueue(withDatabase(url, template));
  await migrating.end();
  project.provide("testServer", { url, prefix, template });
  if (server) await countStatements(held);
  return async () => {
    const unsharded = server ? await unshardedStatements(held) : [];
    await dropDatabases(held, prefix);
    await held.end();
    await server?.stop();
    if (unsharded.length > 0)
      throw new Error(
        `Statements over telemetry tables that do not name shard_key (they would ask every shard):\n\n${unsharded.join("\n\n")}`,
      );
  };
}

/** A data folder that stays from run to run saves initdb; a second run beside this one gets a folder of its own. */
async function startTestServer(): Promise<EmbeddedServer> {
  const checkout = createHash("sha256").update(process.cwd()).digest("hex").slice(0, 12);
  const dataDir = path.join(os.tmpdir(), `recount-test-${process.getuid?.() ?? 0}-${checkout}`);
  // Test data need not survive a power cut.
  const settings = {
    fsync: "off",
    full_page_writes: "off",
    shared_buffers: "128MB",
    max_connections: "200",
    "pg_stat_statements.max": "20000",
  };
  try {
    return await startEmbedded({ dataDir, settings });
  } catch (error) {
    if (!(error instanceof DataDirInUseError)) throw error;
  }
  const own = mkdtempSync(path.join(os.tmpdir(), "recount-test-"));
  const server = await startEmbedded({ dataDir: own, settings });
  return {
    ...server,
    stop: () => server.stop().finally(() => rmSync(own, { recursive: true, force: true })),
  };
}

/** Databases of runs whose lock nobody holds any more. */
async function dropLeftovers(held: Sql): Promise<void> {
  const databases = await held<{ datname: string }[]>`
    select datname from pg_database where starts_with(datname, ${PREFIX})`;
  const runs = new Set(databases.map(({ datname }) => Number(datname.slice(PREFIX.length).split("_")[0])));
  for (const run of runs) {
    const [row] = await held<{ ended: boolean }[]>`select pg_try_advisory_lock(${RUN_LOCK}, ${run}) as ended`;
    if (!row?.ended) continue;
    await dropDatabases(held, `${PREFIX}${run}_`);
    await held`select pg_advisory_unlock(${RUN_LOCK}, ${run})`;
  }
}

async function dropDatabases(held: Sql, prefix: string): Promise<void> {
  const databases = await held<{ datname: string }[]>`
    select datname from pg_database where starts_with(datname, ${prefix})`;
  for (const { datname } of databases) await held`drop database if exists ${held(datname)} with (force)`;
}
