import { type FreshInstance } from "@/e2e/fresh-instance";
import type { Client } from "./client-spec";
import { differences } from "./compare";
import { installClient } from "./install";
import { startProvider } from "./provider";
import { readTraces } from "./read-traces";
import { runCommand } from "./run-command";

export interface Outcome {
  result: "passed" | "failed" | "skipped";
  /** Why it was skipped, or everything that is wrong. */
  details: string[];
}

const PROGRAM_TIMEOUT_MS = 60_000;
/** Derived figures follow within seconds; a machine under load is slower. */
const SETTLE_MS = 10_000;

/** Runs one client's program against a project of its own, and compares the record with what the provider answered. */
export async function conform(
  name: string,
  client: Client,
  folders: { source: string; story: string },
  instance: FreshInstance,
  keepTraces?: (traces: unknown) => void,
): Promise<Outcome> {
  const installed = await installClient(client, folders.source, folders.story);
  if (typeof installed === "string") return { result: "skipped", details: [installed] };
  const target = { url: instance.url, key: (await instance.newProject(name)).key };
  const provider = await startProvider();
  try {
    const ended = await runCommand(installed.command, installed.args, {
      cwd: installed.folder,
      env: environment(client, target, provider.url),
      timeoutMs: PROGRAM_TIMEOUT_MS,
    });
    if (ended.code !== 0)
      return {
        result: "failed",
        details: [
          ended.timedOut ? `the program did not end in ${PROGRAM_TIMEOUT_MS / 1000} s` : "the program failed",
          ended.output,
        ],
      };
    const deadline = Date.now() + SETTLE_MS;
    for (;;) {
      const traces = await readTraces(target);
      const wrong = differences(client, provider.calls, traces);
      if (wrong.length === 0 || Date.now() > deadline) {
        keepTraces?.(traces);
        return wrong.length === 0
          ? { result: "passed", details: [] }
          : { result: "failed", details: [...wrong, ended.output] };
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  } finally {
    await provider.end();
  }
}

/** Nothing of this machine's environment but where programs lie: a client must not find another endpoint or key. */
function environment(
  client: Client,
  target: { url: string; key: string },
  provider: string,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: process.env.HOME ?? "",
    PYTHONUNBUFFERED: "1",
    OPENAI_BASE_URL: `${provider}/v1`,
    OPENAI_API_KEY: "simulated",
    ANTHROPIC_BASE_URL: provider,
    ANTHROPIC_API_KEY: "simulated",
    ...client.settings(target),
  };
}
