import { spawnSync } from "node:child_process";
import { install, requireNode, root } from "./lib/prepare.mjs";

/** `npm run verify`: everything quick, before each commit. Stops at the first step that fails. */
const steps = [
  ["format", "oxfmt", "--check", "."],
  ["lint", "oxlint", "-c", "oxlint.config.mjs"],
  ["types", "tsc", "--noEmit", "-p", "."],
  ["dead code", "knip", "--no-progress"],
  ["unit tests", "vitest", "run", "--config", "vitest.unit.config.ts", "--reporter=dot"],
];

process.chdir(root);
requireNode();
await install();
for (const [name, program, ...args] of steps) {
  const startedAt = performance.now();
  const result = spawnSync(`node_modules/.bin/${program}`, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 ** 2,
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (result.status !== 0) {
    process.stdout.write(`${result.stdout}${result.stderr}\n${name}: failed after ${seconds} s\n`);
    process.exit(1);
  }
  process.stdout.write(`${name.padEnd(12)} ${seconds.padStart(6)} s\n`);
}
