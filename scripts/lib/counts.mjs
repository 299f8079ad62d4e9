import { existsSync, readFileSync } from "node:fs";

/**
 * What a runner's JSON report says. A runner that left no report, or found nothing to run, has failed once: silence is no
 * success.
 * @param {string} file
 * @returns {{ passed: number, failed: number }}
 */
export function countsOf(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, "utf8"));
  // What a registry did not give was said and is no failure: without a network all clients are skipped.
  if (report.clients) return { passed: report.clients.passed, failed: report.clients.failed };
  const { passed, failed } = report.stats ? playwright(report) : vitest(report);
  return passed + failed === 0 ? { passed: 0, failed: 1 } : { passed, failed };
}

/** A skipped test proves nothing, so it counts as failed. */
function vitest(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numTotalTests - report.numPassedTests + brokenFiles,
  };
}

function playwright({ stats, errors = [] }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped + errors.length };
}
