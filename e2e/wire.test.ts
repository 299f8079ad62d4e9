import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readEnv } from "@/lib/env";
import { type FreshInstance, freshInstance } from "./fresh-instance";

/**
 * Requests that published clients really sent, through the HTTP endpoints of a running instance, in order, twice and backwards;
 * what the Read API shows is compared with the true values by the checker that comes with the recordings.
 */

const fixtures = path.resolve(readEnv().fixturesDir);
const checker = path.join(fixtures, "tools/check-wire.mjs");
const recordings = path.join(fixtures, "fixtures/wire");

const MODES = { "in order": [], twice: ["--twice"], backwards: ["--reverse"] };

let instance: FreshInstance;
beforeAll(async () => {
  instance = await freshInstance();
});
afterAll(() => instance.end());

it("a project that nothing was sent to shows nothing", async () => {
  const { key } = await instance.newProject("empty");
  const answer = await fetch(`${instance.url}/api/v1/traces`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(await answer.json()).toEqual({ data: [], next_cursor: null });
});

if (existsSync(checker)) replayRecordings();
else process.stdout.write(`No recorded requests at ${recordings} (setting RECOUNT_FIXTURES): left out.\n`);

function replayRecordings(): void {
  for (const [mode, flags] of Object.entries(MODES)) {
    it.concurrent(`every recorded client shows its true values, sent ${mode}`, async () => {
      const report = await check(
        await instance.newProject(mode.replace(" ", "-")),
        recordings,
        20_000,
        flags,
      );
      expect(report.length).toBeGreaterThan(30);
      expect(report.filter(({ ok }) => !ok)).toEqual([]);
    });
  }

  interface Checked {
    case: string;
    ok: boolean;
    fails: string[];
  }

  /** Runs the checker over a folder of cases. `settleMs`: how long a case that fails is asked again. */
  async function check(
    { key }: { key: string },
    dir: string,
    settleMs: number,
    flags: string[],
  ): Promise<Checked[]> {
    const child = spawn(
      process.execPath,
      [
        checker,
        ...["--url", instance.url, "--key", key, "--dir", dir],
        ...["--settle-ms", `${settleMs}`, "--json"],
        ...flags,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((resolve) => child.once("close", resolve));
    return JSON.parse(output.split("\n")[0] ?? "") as Checked[];
  }
}
