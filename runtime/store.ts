import path from "node:path";
import { connect } from "@/db/client";
import { startEmbedded, type EmbeddedServer } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { installQueue } from "@/db/queue";
import { describeServer } from "@/db/url";
import type { Env } from "@/lib/env";
import { firstRun, type FirstRun } from "@/lib/setup/first-run";
import { guardDatabase } from "./guard-database";
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
 * @param signal aborted: broken off, with nothing left running
 * @throws StartError, MigrationError, DataDirError or DataDirInUseError, each with a sentence for a person.
 */
export async function openStore(env: Env, signal: AbortSignal): Promise<Store> {
  if (env.databaseUrl) {
    await requireReachable(env.databaseUrl, signal);
    return { url: env.databaseUrl, embedded: undefined, ...(await prepare(env.databaseUrl, env, signal)) };
  }
  const embedded = await startEmbedded({
    dataDir: env.dataDir,
    signal,
    began: guardDatabase,
    says: (text) => process.stderr.write(`${text}\n`),
  });
  try {
    return { url: embedded.url, embedded, ...(await prepare(embedded.url, env, signal)) };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function prepare(
  url: string,
  env: Env,
  signal: AbortSignal,
): Promise<Pick<Store, "firstRun" | "migrated">> {
  const sql = connect(url, { role: null, max: 2, applicationName: "recount start" });
  // What is under way is rolled back, and done by the next start.
  const stop = () => void sql.end({ timeout: 0 });
  signal.addEventListener("abort", stop);
  try {
    const migrated = await migrate(sql, { dir: MIGRATIONS_DIR });
    signal.throwIfAborted();
    await installQueue(url);
    signal.throwIfAborted();
    return { migrated, firstRun: await firstRun(sql, env) };
  } finally {
    signal.removeEventListener("abort", stop);
    await sql.end({ timeout: 5 });
  }
}

async function requireReachable(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    signal.throwIfAborted();
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
