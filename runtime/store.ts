import path from "node:path";
import { connect } from "@/db/client";
import { startEmbedded, type EmbeddedServer } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { installQueue } from "@/db/queue";
import { describeServer } from "@/db/url";
import type { Env } from "@/lib/env";
import { firstRun, type FirstRun } from "@/lib/setup/first-run";
import { StartError } from "./start-error";

export type Store = {
  url: string;
  embedded: EmbeddedServer | undefined;
  firstRun: FirstRun;
  migrated: number[];
};

/** Beside the program and not in its bundle: a database is brought up to the files that are there. */
const MIGRATIONS_DIR = path.resolve("db/migrations");

/** A server in a container beside this one may still be starting. */
const PATIENCE_MS = 5000;
const STARTING = new Set(["ECONNREFUSED", "57P03", "EAI_AGAIN", "ENOENT"]);

/**
 * A database that is reachable, migrated and set up: the server of DATABASE_URL, or the embedded one.
 * @throws StartError, MigrationError or DataDirInUseError, each with a sentence for a person.
 */
export async function openStore(env: Env): Promise<Store> {
  if (env.databaseUrl) {
    await requireReachable(env.databaseUrl);
    return { url: env.databaseUrl, embedded: undefined, ...(await prepare(env.databaseUrl, env)) };
  }
  const embedded = await startEmbedded({ dataDir: env.dataDir });
  try {
    return { url: embedded.url, embedded, ...(await prepare(embedded.url, env)) };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function prepare(url: string, env: Env): Promise<Pick<Store, "firstRun" | "migrated">> {
  const sql = connect(url, { role: null, max: 2, applicationName: "recount start" });
  try {
    const migrated = await migrate(sql, { dir: MIGRATIONS_DIR });
    await installQueue(url);
    return { migrated, firstRun: await firstRun(sql, env) };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function requireReachable(url: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const sql = connect(url, { role: null, max: 1, connectTimeoutS: 10 });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      const { code = "", message } = error as { code?: string; message: string };
      if (STARTING.has(code) && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 500));
      else
        throw new StartError(
          `The database ${describeServer(url)} cannot be used (DATABASE_URL): ${message || code}.`,
          { cause: error },
        );
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}
