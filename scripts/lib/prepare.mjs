import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fingerprint } from "./fingerprint.mjs";
import { requirePatches } from "./patches.mjs";

/** What a fresh clone needs before anything of it can run. Plain Node without dependencies: they may not be there yet. */

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

const INSTALL_STAMP = path.join(root, "node_modules/.recount-installed");
const CONSOLE = {
  stamp: path.join(root, ".next/recount-console-built"),
  sources: [
    ...[
      "app",
      "components",
      "lib",
      "db",
      "docs",
      "instrumentation.ts",
      "proxy.ts",
      "next.config.ts",
      "patches",
    ],
    ...["postcss.config.mjs", "tsconfig.json", "package.json", "package-lock.json"],
  ],
};
const PROGRAMS = {
  stamp: path.join(root, ".next/recount/built"),
  sources: [
    "server",
    "worker",
    "runtime",
    "lib",
    "db",
    "patches",
    "scripts",
    "package.json",
    "package-lock.json",
  ],
};

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 9)) {
    fail(`Recount needs Node.js 20.9 or newer, and this is ${process.versions.node}.`);
  }
}

/** Settings of a file `.env`; what the environment says already stays. Next would read it too, and the rest would not. */
export function readSettingsFile() {
  if (!existsSync(path.join(root, ".env"))) return;
  if (!process.loadEnvFile)
    fail("The file .env needs Node.js 20.12 or newer: put its settings into the environment.");
  process.loadEnvFile(path.join(root, ".env"));
}

/** Installs when node_modules is missing or is not what the lock file says. */
export async function install() {
  if (isInstalled()) return;
  say("Installing packages…");
  forgetPatched();
  // "install" and not "ci": a lock file may lack the binaries of other platforms. Building needs the development packages.
  await run(
    "npm",
    ["install", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
    "npm install failed",
  );
  writeFileSync(INSTALL_STAMP, wantedPackages());
}

/** An older patch cannot be turned into a newer one: packages that are patched are fetched anew. */
function forgetPatched() {
  for (const file of readdirSync(path.join(root, "patches")).filter((name) => name.endsWith(".patch"))) {
    const name = file.replace(/\+[^+]+\.patch$/, "").replaceAll("+", "/");
    rmSync(path.join(root, "node_modules", name), { recursive: true, force: true });
  }
}

function isInstalled() {
  const npmsOwn = path.join(root, "node_modules/.package-lock.json");
  if (!existsSync(npmsOwn)) return false;
  if (existsSync(INSTALL_STAMP)) return readFileSync(INSTALL_STAMP, "utf8") === wantedPackages();
  // Somebody ran npm install by hand.
  const fresh = ["package.json", "package-lock.json"].every(
    (name) => statSync(path.join(root, name)).mtimeMs <= statSync(npmsOwn).mtimeMs,
  );
  if (fresh) writeFileSync(INSTALL_STAMP, wantedPackages());
  return fresh;
}

function wantedPackages() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  return `${JSON.stringify([dependencies, devDependencies])}\n${fingerprint(root, ["package-lock.json", "patches"])}`;
}

/**
 * Builds what there is no build of from exactly these sources.
 * @param {() => Promise<void>} [before] the console, which takes long: ends this process where it would be for nothing
 */
export async function build(before) {
  const wanted = sourcesOf(CONSOLE);
  if (!isBuilt(CONSOLE, wanted)) {
    requirePatches(root);
    await before?.();
    say("Building the console (about a minute)…");
    await run(
      process.execPath,
      [...ENDS_WITH_US, "node_modules/next/dist/bin/next", "build"],
      "The build failed",
      {
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
      },
    );
    completeConsole();
    writeFileSync(CONSOLE.stamp, wanted);
  }
  const bundled = sourcesOf(PROGRAMS);
  if (isBuilt(PROGRAMS, bundled)) return;
  requirePatches(root);
  await run(process.execPath, [...ENDS_WITH_US, "scripts/lib/bundle.mjs"], "The build failed");
  writeFileSync(PROGRAMS.stamp, bundled);
}

/** Ends this process, with a sentence, when a setting is wrong or a port taken. */
export const requireSettings = () =>
  run(process.execPath, [...ENDS_WITH_US, "--import", "tsx", "runtime/before-build.ts"], null);

/** @param {{ stamp: string }} part @param {string} wanted */
const isBuilt = ({ stamp }, wanted) => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;

/** What the framework leaves to others: files for browsers; and what it copies and nobody wants: the settings of this machine. */
function completeConsole() {
  const console = path.join(root, ".next/standalone");
  cpSync(path.join(root, ".next/static"), path.join(console, ".next/static"), { recursive: true });
  for (const name of readdirSync(console).filter((file) => file.startsWith(".env")))
    rmSync(path.join(console, name));
}

/** Tests and migrations are no part of the build. @param {{ sources: string[] }} part */
const sourcesOf = ({ sources }) => fingerprint(root, sources, (file) => !/\.(test\.tsx?|sql|md)$/.test(file));

/** For programs of Node: a build whose starter was killed must not be in the way of the next one. */
const ENDS_WITH_US = ["--import", new URL("../../runtime/end-with-parent.mjs", import.meta.url).href];
const ASKED_TO_END = /** @type {const} */ (["SIGTERM", "SIGINT", "SIGHUP"]);

/**
 * Runs a program to its end; whoever asks this process to end meanwhile ends that too.
 * @param {string} command @param {string[]} args
 * @param {string | null} failure what to say when it fails; null: it has said so itself
 * @param {Record<string, string>} [environment]
 */
export async function run(command, args, failure, environment = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["pipe", "inherit", "inherit"],
    env: { ...process.env, ...environment },
    shell: process.platform === "win32" && command === "npm",
  });
  let asked = false;
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    asked = true;
    child.kill(signal);
  };
  for (const signal of ASKED_TO_END) process.on(signal, end);
  const { error, code, signal } = await new Promise((resolve) => {
    child.once("error", (error) => resolve({ error }));
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  for (const each of ASKED_TO_END) process.removeListener(each, end);
  if (error) fail(`${failure ?? command}: ${error.message}.`);
  if (asked || signal) process.exit(130);
  if (code !== 0 && failure === null) process.exit(code);
  if (code !== 0) fail(`${failure} (exit code ${code}); its messages are above.`);
}

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** @param {string} text @returns {never} */
export function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
