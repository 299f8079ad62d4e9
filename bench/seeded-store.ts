import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { connect, type Sql } from "@/db/client";
import { startEmbedded, type EmbeddedServer } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { makeApiKey } from "@/lib/auth/api-key";
import type { Context } from "@/lib/context";

import { startLoad } from "./load";
import type { LoadReport } from "./load-process";
import { forgetFiles } from "./queries/caches";
import { SEED_FILE, type Seeded } from "./seed";
import { freePort, untilReady } from "./server";

/** What a seeded data folder says of itself. @throws when it holds no seeded store */
export function readSeeded(dataDir: string): Seeded {
  const file = path.join(dataDir, SEED_FILE);
  if (!existsSync(file))
    throw new Error(`${dataDir} holds no seeded store: npm run bench -- seed --data-dir ${dataDir}`);
  return JSON.parse(readFileSync(file, "utf8")) as Seeded;
}

/** A seeded store, opened without Recount. */
export interface SeededStore {
  url: string;
  owner: Sql;
  /** As a page would have it, at a time. */
  ctx(nowMs: number): Context;
  restart(): Promise<string>;
  close(): Promise<void>;
}

export async function openStore(dataDir: string, { projectId }: Seeded): Promise<SeededStore> {
  let server: EmbeddedServer;
  let app: Sql;
  const open = async (): Promise<void> => {
    server = await startEmbedded({ dataDir });
    store.url = server.url;
    store.owner = connect(server.url, { role: null, max: 2, applicationName: "recount bench" });
    app = connect(server.url, { role: "recount_app", max: 2, applicationName: "recount" });
  };
  const close = async (): Promise<void> => {
    await store.owner.end({ timeout: 5 });
    await app.end({ timeout: 5 });
    await server.stop();
  };
  const store = {
    url: "",
    owner: null as unknown as Sql,
    ctx: (nowMs: number): Context => ({
      sql: app,
      project: { id: projectId, slug: "default", shardKeys: [1], retentionDays: 400 },
      actor: { kind: "user", id: 1, name: "bench", role: "engineer" },
      now: () => new Date(nowMs),
    }),
    restart: async (): Promise<string> => {
      await close();
      const cold = forgetFiles(dataDir);
      await open();
      // A connection is there when a page is asked for.
      await app`select 1`;
      return cold;
    },
    close,
  };
  await open();
  try {
    await migrate(store.owner);
    await store.owner`create extension if not exists pg_stat_statements`;
  } catch (error) {
    await close();
    throw error;
  }
  return store;
}

/** Recount on the same store, and the load generator at a rate, until stopped. */
export async function startIngest(
  store: Pick<SeededStore, "url">,
  spansPerSecond: number,
  seconds = 86_400,
): Promise<{ report: Promise<LoadReport>; stop: () => Promise<void> }> {
  const { key } = makeApiKey();
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    env: { ...process.env, DATABASE_URL: store.url, RECOUNT_API_KEY: key, RECOUNT_LOG_LEVEL: "warn", PORT: new URL(url).port, HOST: "127.0.0.1" },
    stdio: ["ignore", 2, 2],
  }); // prettier-ignore
  await untilReady(url, () => child.exitCode !== null);
  const load = startLoad({ url, key, connections: 4, seconds, spansPerSecond });
  load.report.catch(() => {});
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    report: load.report,
    stop: async () => {
      load.process.kill();
      child.kill("SIGTERM");
      await exited;
    },
  };
}
