import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, install, requireNode, root, say } from "./lib/prepare.mjs";

/**
 * `npm test`: everything, on a fresh clone too. Runs all runners even when one fails; the last line is the sum.
 */
process.chdir(root);
requireNode();
await install();
const { requireBrowser } = await import("./lib/browser.mjs");
const { countsOf } = await import("./lib/counts.mjs");
await requireBrowser();

const reports = mkdtempSync(path.join(tmpdir(), "recount-reports-"));
const total = { passed: 0, failed: 0 };
/** Told once more at the end: between a thousand lines nobody finds them. */
const failures = [];

/** @param {string} title @param {string[]} command @param {string} [reportVariable] names the report where no argument does */
function test(title, command, reportVariable = "PLAYWRIGHT_JSON_OUTPUT_NAME") {
  const report = path.join(reports, `${title.replaceAll(" ", "-")}.json`);
  say(`\n── ${title}`);
  const args = command.map((argument) => argument.replace("REPORT", report));
  const result = spawnSync(process.execPath, args, {
    stdio: "inherit",
    env: { ...process.env, [reportVariable]: report },
  });
  const counts = countsOf(report);
  // A runner may fail although its tests passed: an error between them, a leak at the end.
  if (result.status !== 0 && counts.failed === 0) counts.failed = 1;
  total.passed += counts.passed;
  total.failed += counts.failed;
  failures.push(...counts.failures.map((failure) => `${title}: ${failure}`));
}

const vitest = [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--reporter=default",
  "--reporter=json",
  "--outputFile.json=REPORT",
];
test("unit, database and wire", vitest);
await build();
test("start and stop", [...vitest, "--config", "vitest.start.config.ts"]);
test("browser journeys", ["node_modules/@playwright/test/cli.js", "test"]);
test("clients from their registries", ["--import", "tsx", "clients/run.ts"], "RECOUNT_TEST_REPORT");

rmSync(reports, { recursive: true, force: true });
for (const failure of failures) say(`\nfailed  ${failure.slice(0, 2_000)}`);
say(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
