import path from "node:path";
import { defineConfig } from "vitest/config";

/** Starting and stopping the whole instance: apart from the other tests, because it needs a build and takes its time. */
export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: { include: ["e2e/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false },
});
