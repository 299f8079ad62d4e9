import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    include: [
      "{lib,db,components,worker,runtime,app,server,helpers,scripts,demo,bench,clients}/**/*.test.{ts,tsx}",
    ],
    globalSetup: ["db/testing-setup.ts"],
    // Handed on by name, so that nothing else of the machine's environment decides a test.
    env: { RECOUNT_TEST_DATABASE_URL: process.env.RECOUNT_TEST_DATABASE_URL ?? "" },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
