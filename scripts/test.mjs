import { spawn } from "node:child_process";
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

/**
 * @param {string} title
 * @param {string[]} command
 * @param {Record<string, string>} [env] `REPORT` stands for the report's file, here and in arguments
 * @returns {Promise<void>}
 */
async function test(title, command, env = {}) {
  const report = path.join(reports, `${title.replaceAll(" ", "-")}.json`);
  say(`\n── ${title}`);
  const named = (/** @type {string} */ word) => word.replace("REPORT", report);
  const child = spawn(process.execPath, command.map(named), {
    stdio: "inherit",
    env: {
      ...process.env,
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, named(value)])),
    },
  });
  const status = await new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", resolve);
  });
  const counts = countsOf(report);
  // A runner may fail although its tests passed: an error between them, a leak at the end.
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  total.passed += counts.passed;
  total.failed += counts.failed;
  failures.push(...counts.failures.map((failure) => `${title}: ${failure}`));
}

/** Journeys of some projects of playwright.config.ts, on an instance of their own. @param {string} title @param {number} port @param {string[]} projects */
const journeys = (title, port, projects) =>
  test(
    title,
    ["node_modules/@playwright/test/cli.js", "test", ...projects.map((name) => `--project=${name}`)],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: "REPORT", RECOUNT_E2E_PORT: String(port) },
  );

const vitest = [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--reporter=default",
  "--reporter=json",
  "--outputFile.json=REPORT",
];
await test("unit, database and wire", vitest);
await build();
await test("start and stop", [...vitest, "--config", "vitest.start.config.ts"]);
const port = Number(process.env.RECOUNT_E2E_PORT ?? 4150);
// A journey waits more than it computes: two at a time take little more than half.
await Promise.all([
  journeys("browser journeys", port, ["begun", "journeys", "awaited"]),
  journeys("other browser journeys", port + 10, ["other journeys"]),
]);
await test("clients from their registries", ["--import", "tsx", "clients/run.ts"], {
  RECOUNT_TEST_REPORT: "REPORT",
});

rmSync(reports, { recursive: true, force: true });
for (const failure of failures) say(`\nfailed  ${failure.slice(0, 2_000)}`);
say(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
