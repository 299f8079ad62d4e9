import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { Client } from "./client-spec";
import { runCommand } from "./run-command";

/** Where the packages of a client lie, and the command that runs its program there. */
export interface Installed {
  folder: string;
  command: string;
  args: string[];
}

/** Go compiles what it gets. */
const INSTALL_TIMEOUT_MS = { javascript: 120_000, python: 240_000, go: 300_000 };

/** Registries that did not answer once are not waited for again. */
const silent = new Set<Client["language"]>();

const LOCK_FILE = { javascript: "package.json", python: "requirements.txt", go: "go.mod" } as const;
const REGISTRY = { javascript: "The npm registry", python: "PyPI", go: "The Go module proxy" } as const;

/**
 * Installs a client's packages once for each list of versions: below `RECOUNT_CLIENTS_CACHE`, or the user's cache folder.
 * @returns a sentence when that is not possible here
 */
export async function installClient(
  client: Client,
  source: string,
  story: string,
): Promise<Installed | string> {
  const lock = readFileSync(path.join(source, LOCK_FILE[client.language]));
  const key = createHash("sha256").update(lock).update(process.version).digest("hex").slice(0, 16);
  const folder = path.join(cacheFolder(), `${path.basename(source)}-${key}`);
  const stamp = path.join(folder, ".installed");
  const reason = existsSync(stamp) ? null : await INSTALL[client.language](source, folder);
  if (reason !== null) {
    rmSync(folder, { recursive: true, force: true });
    return reason;
  }
  writeFileSync(stamp, "");
  // Programs run beside their packages: that is where both languages look for them.
  for (const from of [story, source])
    for (const file of readdirSync(from))
      if (/\.(mjs|py|go|yaml)$/.test(file)) copyFileSync(path.join(from, file), path.join(folder, file));
  return { folder, ...COMMAND[client.language](folder) };
}

function cacheFolder(): string {
  const folder =
    process.env.RECOUNT_CLIENTS_CACHE ??
    path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "recount-clients");
  mkdirSync(folder, { recursive: true });
  return folder;
}

const COMMAND = {
  javascript: () => ({ command: process.execPath, args: ["program.mjs"] }),
  python: (folder: string) => ({ command: path.join(folder, "venv/bin/python"), args: ["program.py"] }),
  go: (folder: string) => ({ command: process.execPath, args: ["program.mjs", path.join(folder, "client")] }),
};

const INSTALL: Record<Client["language"], (source: string, folder: string) => Promise<string | null>> = {
  javascript: async (source, folder) => {
    mkdirSync(folder, { recursive: true });
    copyFileSync(path.join(source, "package.json"), path.join(folder, "package.json"));
    return run("javascript", folder, "npm", [
      "install",
      ...["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"],
    ]);
  },
  python: async (source, folder) => {
    mkdirSync(folder, { recursive: true });
    const python = await run("python", folder, "python3", ["-m", "venv", "venv"]);
    if (python !== null) return "There is no Python 3 with venv.";
    return run("python", folder, path.join(folder, "venv/bin/pip"), [
      ...["install", "--quiet", "--disable-pip-version-check", "-r"],
      path.join(source, "requirements.txt"),
    ]);
  },
  go: async (source, folder) => {
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(source)) copyFileSync(path.join(source, file), path.join(folder, file));
    return run("go", folder, "go", ["build", "-o", "client", "."]);
  },
};

async function run(
  language: Client["language"],
  cwd: string,
  command: string,
  args: string[],
): Promise<string | null> {
  if (silent.has(language)) return `${REGISTRY[language]} did not answer before.`;
  const ended = await runCommand(command, args, {
    cwd,
    env: process.env as Record<string, string>,
    timeoutMs: INSTALL_TIMEOUT_MS[language],
  });
  if (ended.code === 0) return null;
  if (ended.timedOut) silent.add(language);
  if (ended.timedOut)
    return `${REGISTRY[language]} did not answer in ${INSTALL_TIMEOUT_MS[language] / 1000} s.`;
  const last = ended.output.trim().split("\n").slice(-2).join(" ").slice(0, 200);
  return `${REGISTRY[language]} did not give the packages: ${last}`;
}
