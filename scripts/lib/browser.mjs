import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { run, say } from "./prepare.mjs";

/** Sees to it that there is a browser for the journeys: Debian's, Playwright's own, or one of them installed now. */
export async function requireBrowser() {
  if (existsSync("/usr/bin/chromium")) return;
  const { chromium } = await import("@playwright/test");
  if (existsSync(chromium.executablePath())) return;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Installing chromium…");
    const quiet = {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    };
    spawnSync("apt-get", ["update", "-qq"], quiet);
    if (
      spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], quiet).status ===
      0
    )
      return;
  }
  await run("npx", ["playwright", "install", "chromium"], "No browser could be installed");
}
