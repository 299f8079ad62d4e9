import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vitest/config";

/**
 * What `npm run verify` runs before each commit: the tests that need no server, told apart by what they import, so that
 * nobody has to keep a list. `npm test` runs all of them.
 */
const NEEDS_A_SERVER = /createTestDatabase|startEmbedded|testServer|\bspawn\(|child_process/;

const tests = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.test.ts", "*.test.tsx"],
  {
    cwd: import.meta.dirname,
    encoding: "utf8",
  },
)
  .split("\n")
  .filter((file) => file !== "" && !file.startsWith("e2e/"));

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    include: tests.filter(
      (file) => !NEEDS_A_SERVER.test(readFileSync(path.join(import.meta.dirname, file), "utf8")),
    ),
    // Properties take as long as the machine is busy.
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
