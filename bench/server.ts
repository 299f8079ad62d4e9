import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";

import { startEmbedded } from "@/db/embedded";

import type { GroupOf } from "./processes";

export interface BenchServer {
  url: string;
  key: string;
  /** Owner's connection, for sizes, counts and the floor. */
  databaseUrl: string;
  /** Roots of the process trees of Recount and PostgreSQL. */
  pids: number[];
  groupOf: GroupOf;
  /** Whoever signs in as administrator. */
  admin: { email: string; password: string };
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 600_000;

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
    probe.once("error", reject);
  });

/** Programs by their command lines; the supervisor is what is left. */
export const groupOf: GroupOf = (command) => {
  if (command.includes("postgres")) return "postgres";
  if (command.includes("worker")) return "worker";
  if (/recount console|next-server|standalone/.test(command)) return "console";
  return command.includes("recount server") ? "server" : "supervisor";
};

/**
 * Starts a fresh PostgreSQL (the embedded one, in a temporary folder) and a fresh Recount on it as `npm start` does.
 * PostgreSQL is started here and handed over by DATABASE_URL, because the benches read sizes and counts from it.
 * @param settings of Recount, beside those of every bench
 */
export async function startServer(
  port?: number,
  settings: Record<string, string> = {},
): Promise<BenchServer> {
  const home = mkdtempSync(path.join(os.tmpdir(), "recount-bench-"));
  chmodSync(home, 0o755); // run by root, PostgreSQL is another user that must get through to its own closed folder
  const database = await startEmbedded({ dataDir: home });
  const key = `rc_bench_${"0".repeat(8)}${process.pid}`;
  const admin = { email: "admin@recount.local", password: `bench-${process.pid}-${Date.now()}` };
  const url = `http://127.0.0.1:${port ?? (await freePort())}`;
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      RECOUNT_DATA_DIR: path.join(home, "data"),
      RECOUNT_API_KEY: key,
      RECOUNT_ADMIN_EMAIL: admin.email,
      RECOUNT_ADMIN_PASSWORD: admin.password,
      RECOUNT_LOG_LEVEL: "warn",
      PORT: new URL(url).port,
      HOST: "127.0.0.1",
      ...settings,
    },
    // stdout belongs to the figures.
    stdio: ["ignore", 2, 2],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) child.kill("SIGTERM");
    await exited;
    // For root the server may have put its files where its own user can reach them, and left a link.
    const files = realpathSync(path.join(home, "postgres"));
    await database.stop();
    rmSync(files, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  };
  // An interrupted bench must not leave a database running.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  try {
    await untilReady(url, () => child.exitCode !== null);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, key, databaseUrl: database.url, pids: [child.pid ?? -1, database.pid], groupOf, admin, stop };
}

export async function untilReady(url: string, ended: () => boolean): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until) {
    if (ended()) throw new Error("Recount ended while starting; its own words are above");
    // The server, and a page of the console behind it.
    const ready = await Promise.all(
      ["/api/health/ready", "/sign-in"].map((path) =>
        fetch(url + path).then(
          (response) => response.ok,
          () => false,
        ),
      ),
    );
    if (ready.every(Boolean)) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`Recount was not ready within ${START_TIMEOUT_MS / 1000} s`);
}
