import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readEnv } from "@/lib/env";
import { type FreshInstance, freshInstance } from "./fresh-instance";

/**
 * Requests that published clients really sent, through the HTTP doors of a running instance, in order, twice and backwards;
 * what the Read API shows is compared with the true values by the checker that comes with the recordings.
 */

const fixtures = path.resolve(readEnv().fixturesDir);
const checker = path.join(fixtures, "tools/check-wire.mjs");
const recordings = path.join(fixtures, "fixtures/wire");

/**
 * Cases that can never be "ok", with all that the checker says of them: compared to the letter, so that anything else that
 * breaks in them is seen.
 */
const UNREACHABLE: Record<string, string[]> = {
  // No message travels. The checker wants it unknown, but reads the text of no message as "", which it does not take for that.
  "otel-instrumentation-openai/chat-no-content": [
    'generations.0.input_last_user: bytes do not carry it, must be unknown, got ""',
  ],
  // The second of two messages does not travel. The checker wants its place empty, and looks at the list that holds the first.
  "openinference-openai/errors": [
    'errors.1: bytes do not carry it, must be unknown, got ["429 Rate limit reached for gpt-4o-mini in organization org-fixture on tokens per min (TPM): Limit 200000, Used 199500,',
  ],
  // The client makes JSON of its inputs when it sends them: three turns have the list of messages as it was after the fourth.
  "langsmith/session-10-turns": [
    "Hi, my bike squeaks when I brake.",
    "It still squeaks.",
    "How often should I replace pads?",
  ].map((said, turn) => `generations.${turn}.input_last_user: want "${said}", got "I have a Fjord 3."`),
  // Whether it streamed does not travel, and is not listed among what does not.
  "traceloop/openai-stream-cached": ["generations.0.streaming: want true, got null"],
};

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
  let passing: string;
  let unreachable: string;
  beforeAll(() => {
    passing = mkdtempSync(path.join(tmpdir(), "recount-wire-"));
    unreachable = mkdtempSync(path.join(tmpdir(), "recount-wire-"));
    for (const client of readdirSync(recordings, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    )) {
      const folder = path.join(recordings, client.name);
      const files = readdirSync(folder);
      for (const meta of files.filter((file) => file.endsWith(".meta.json"))) {
        const name = meta.replace(".meta.json", "");
        const target = `${client.name}/${name}` in UNREACHABLE ? unreachable : passing;
        for (const file of files.filter((other) => other.startsWith(`${name}.`)))
          cpSync(path.join(folder, file), path.join(target, client.name, file));
      }
    }
  });
  afterAll(() => {
    for (const folder of [passing, unreachable]) rmSync(folder, { recursive: true, force: true });
  });

  for (const [mode, flags] of Object.entries(MODES)) {
    const slug = mode.replace(" ", "-");
    it.concurrent(`every recorded client shows its true values, sent ${mode}`, async () => {
      const report = await check(await instance.newProject(slug), passing, 20_000, flags);
      expect(report.length).toBeGreaterThan(30);
      expect(report.filter(({ ok }) => !ok)).toEqual([]);
    });
    it.concurrent(`what is wrong with the cases that cannot pass is what is listed, sent ${mode}`, async () => {
      const report = await check(await instance.newProject(`${slug}-2`), unreachable, 3_000, flags);
      expect(Object.fromEntries(report.map(({ case: name, fails }) => [name, fails]))).toEqual(UNREACHABLE);
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
