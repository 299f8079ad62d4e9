import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type FreshInstance, freshInstance } from "@/e2e/fresh-instance";
import { build, root, say } from "../scripts/lib/prepare.mjs";
import type { Client } from "./lib/client-spec";
import { conform } from "./lib/conform";

/**
 * `npm run test:clients [-- NAME…]`: published clients, installed from their registries, send to a running instance by their own settings.
 * What cannot be installed is skipped, and said. The last line is the sum; `RECOUNT_CLIENTS_TRACES` names a folder for what the Read API showed.
 */
const AT_ONCE = 2;
/** Clients that have not begun by then are skipped: a slow registry must not hold up everything else. */
const BUDGET_MS = 15 * 60_000;

const folder = path.join(root, "clients");
const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((name) => existsSync(path.join(folder, name, "client.ts")))
  .filter((name) => wanted.length === 0 || wanted.includes(name));
const counts = { passed: 0, failed: 0, skipped: 0 };

process.chdir(root);
await build();
const deadline = Date.now() + BUDGET_MS;
const instance = await freshInstance();
try {
  const waiting = [...names];
  await Promise.all(Array.from({ length: AT_ONCE }, () => work(waiting, instance)));
} finally {
  await instance.end();
}
if (process.env.RECOUNT_TEST_REPORT !== undefined)
  writeFileSync(process.env.RECOUNT_TEST_REPORT, JSON.stringify({ clients: counts }));
say(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function work(waiting: string[], running: FreshInstance): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const source = path.join(folder, name);
    const { client } = (await import(pathToFileURL(path.join(source, "client.ts")).href)) as {
      client: Client;
    };
    const startedAt = performance.now();
    const { result, details } =
      Date.now() > deadline
        ? { result: "skipped" as const, details: ["There was no time left for it."] }
        : await conform(name, client, { source, story: path.join(folder, "story") }, running, (traces) =>
            keep(name, traces),
          );
    counts[result]++;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    say(`${result.padEnd(8)} ${name.padEnd(28)} ${seconds.padStart(6)} s  ${client.title}`);
    for (const detail of details) say(detail.trim().replace(/^/gm, "         "));
  }
}

function keep(name: string, traces: unknown): void {
  const target = process.env.RECOUNT_CLIENTS_TRACES;
  if (target === undefined) return;
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, `${name}.json`), JSON.stringify(traces, null, 2));
}
