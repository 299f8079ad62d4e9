#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** `npx recount COMMAND`: what people look for under this name. */
const COMMANDS = { verify: "scripts/verify-seals.ts" };

const [command = "", ...args] = process.argv.slice(2);
const script = COMMANDS[/** @type {keyof typeof COMMANDS} */ (command)];
if (script === undefined) {
  console.error(`npx recount ${Object.keys(COMMANDS).join("|")} [--help]`);
  process.exit(2);
}
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
// Files are named as from where one stands; the sources are found from their own folder.
const named = args.map((arg, n) =>
  arg.startsWith("-") || /^--(key|project)$/.test(args[n - 1] ?? "") ? arg : path.resolve(arg),
);
const { status } = spawnSync(process.execPath, ["--import", "tsx", path.join(root, script), ...named], {
  stdio: "inherit",
  cwd: root,
});
process.exit(status ?? 1);
