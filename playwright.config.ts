import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

import { MAIL_PORT } from "./e2e/mail-port";

const AWAITED = "**/drift.spec.ts";
const DEBIAN_CHROMIUM = "/usr/bin/chromium";
const port = Number(process.env.RECOUNT_E2E_PORT ?? 4150);
/** Root's Chromium needs no-sandbox; the rest keeps it from talking to anybody but us. */
const flags = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ...["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

export default defineConfig({
  testDir: "e2e",
  // What one journey waits minutes for is begun before all others, and looked for after them.
  projects: [
    { name: "begun", testMatch: "**/*-begins.ts" },
    { name: "journeys", testMatch: "**/*.spec.ts", testIgnore: AWAITED },
    { name: "awaited", testMatch: AWAITED },
  ],
  // Runners at the same time would empty each other's.
  outputDir: `test-results/${port}`,
  workers: 1,
  // A machine that is shared may be several times slower than a quiet one.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["line"], ["json"]] : [["line"]],
  use: {
    baseURL: process.env.RECOUNT_E2E_URL ?? `http://127.0.0.1:${port}`,
    // Snapshots of the page tell as much as a film of it, which takes a fifth of the time where nothing but the processor draws.
    trace: { mode: "retain-on-failure", screenshots: false, sources: false },
    launchOptions: {
      args: flags,
      ...(existsSync(DEBIAN_CHROMIUM) ? { executablePath: DEBIAN_CHROMIUM } : {}),
    },
  },
  // A fresh instance of its own, unless told to look at one that runs.
  ...(process.env.RECOUNT_E2E_URL
    ? {}
    : {
        webServer: {
          command: "node e2e/serve.mjs",
          url: `http://127.0.0.1:${port}/sign-in`,
          timeout: 180_000,
          gracefulShutdown: { signal: "SIGTERM" as const, timeout: 60_000 },
          stdout: "ignore" as const,
          env: {
            PORT: String(port),
            RECOUNT_ADMIN_EMAIL: "admin@recount.local",
            RECOUNT_ADMIN_PASSWORD: "journeys-only",
            RECOUNT_API_KEY: "rk_journeys_only_0000000000",
            RECOUNT_PRIVATE_WEBHOOKS: "on",
            RECOUNT_SMTP_URL: `smtp://127.0.0.1:${MAIL_PORT}`,
            RECOUNT_MAIL_FROM: "Recount <recount@example.org>",
          },
        },
      }),
});
