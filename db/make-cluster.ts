import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";

import { DataDirError } from "./data-dir";
import type { Home } from "./embedded-home";

/**
 * Sets up the database's folder where there is none. It is made beside its place and moved there once it is whole and on the
 * disk: whatever ends this before, a kill or a power cut, leaves nothing that a later start could take for a database.
 * @throws DataDirError with what initdb says; the signal's reason
 */
export async function makeCluster(
  home: Home,
  log: string,
  owner: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { pgData, user } = home;
  for (const draft of draftsOf(pgData)) removeFolder(draft);
  if (isWhole(pgData)) return;
  const draft = `${pgData}.new-${process.pid}`;
  fs.mkdirSync(draft, { mode: 0o700 });
  if (user) fs.chownSync(draft, user.uid, user.gid);
  try {
    await initdb(home, draft, log, owner, env, signal);
    fs.rmSync(pgData, { recursive: true, force: true });
    fs.renameSync(draft, pgData);
    syncFolder(path.dirname(pgData));
  } finally {
    removeFolder(draft);
  }
}

const draftsOf = (pgData: string): string[] =>
  fs
    .readdirSync(path.dirname(pgData))
    .filter((name) => name.startsWith(`${path.basename(pgData)}.new-`))
    .map((name) => path.join(path.dirname(pgData), name));

/** What somebody still writes to, who was orphaned a moment ago, is removed by the next start. */
function removeFolder(folder: string): void {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
  } catch {
    // it is no database, and nothing looks for it
  }
}

/**
 * Whether the set-up came to its end. Earlier versions made the folder in its place: initdb makes three databases, the last of
 * them at its very end, and no other can be made before. With fewer nobody has ever stored anything here.
 */
function isWhole(pgData: string): boolean {
  if (!fs.existsSync(path.join(pgData, "PG_VERSION"))) return false;
  const base = path.join(pgData, "base");
  if (!fs.existsSync(base)) return false;
  return (
    fs.readdirSync(base).filter((name) => fs.existsSync(path.join(base, name, "PG_VERSION"))).length >= 3
  );
}

async function initdb(
  { binaries, user }: Home,
  pgData: string,
  log: string,
  owner: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<void> {
  const run = async (program: string, args: string[]) => {
    // A group of its own: Ctrl-C in the terminal is for whoever started this.
    const child = spawn(program, args, {
      ...user,
      cwd: "/",
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
    const stop = () => child.pid !== undefined && process.kill(-child.pid, "SIGTERM");
    signal?.addEventListener("abort", stop);
    try {
      const [code] = (await once(child, "close")) as [number | null];
      return { code, output };
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  };
  const version = await run(binaries.postgres, ["--version"]);
  const major = Number(/(\d+)/.exec(version.output)?.[1]);
  const { code, output } = await run(binaries.initdb, [
    `--pgdata=${pgData}`,
    `--username=${owner}`,
    // The socket's folder and the socket are closed to everybody but the server's user.
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    // Sorts by code point and knows upper and lower case of all languages, alike on every machine.
    ...(major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : []),
  ]);
  signal?.throwIfAborted();
  try {
    fs.appendFileSync(log, output);
  } catch {
    // on a full disk its last words are in the failure below
  }
  if (code !== 0)
    throw new DataDirError(`PostgreSQL could not be set up in ${path.dirname(pgData)}: ${whyOf(output)}.`);
}

/** The first complaint is the cause; what follows is how it cleaned up. */
const whyOf = (output: string): string =>
  /^(?:initdb: error|.*FATAL|.*PANIC): {1,2}(.*)$/m.exec(output)?.[1] ??
  output.trim().split("\n").at(-1) ??
  "";

/** A folder's new name is on the disk once the folder is. */
function syncFolder(folder: string): void {
  const file = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}
