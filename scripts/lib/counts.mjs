import { existsSync, readFileSync } from "node:fs";

/**
 * What a runner's JSON report says. A runner that left no report, or found nothing to run, has failed once: silence is no
 * success.
 * @param {string} file
 * @returns {{ passed: number, failed: number, failures: string[] }} `failures`: which tests and why, as far as the report tells
 */
export function countsOf(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1, failures: ["no report"] };
  const report = JSON.parse(readFileSync(file, "utf8"));
  // What a registry did not give was said and is no failure: without a network all clients are skipped.
  if (report.clients) return { passed: report.clients.passed, failed: report.clients.failed, failures: [] };
  const counts = report.stats ? playwright(report) : vitest(report);
  return counts.passed + counts.failed === 0 ? { passed: 0, failed: 1, failures: ["nothing ran"] } : counts;
}

/** A skipped test proves nothing, so it counts as failed. */
function vitest(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numTotalTests - report.numPassedTests + brokenFiles,
    failures: report.testResults.flatMap((file) => [
      ...(file.assertionResults.length === 0 && file.status === "failed"
        ? [`${file.name}\n${file.message}`]
        : []),
      ...file.assertionResults
        .filter(({ status }) => status !== "passed")
        .map((test) => [`${file.name} › ${test.fullName}`, ...(test.failureMessages ?? [])].join("\n")),
    ]),
  };
}

function playwright({ stats, errors = [], suites = [] }) {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
    failures: [
      ...suites
        .flatMap(specs)
        .flatMap((spec) =>
          spec.tests
            .filter(({ status }) => status !== "expected")
            .map(({ results }) =>
              [
                `${spec.file} › ${spec.title}`,
                ...results.flatMap((result) => (result.errors ?? []).map(({ message }) => message)),
              ].join("\n"),
            ),
        ),
      ...errors.map(({ message }) => message),
    ],
  };
}
