import { type FreshInstance } from "@/e2e/fresh-instance";
import type { TraceDocument } from "@/lib/traces/document";
import type { Client, Target } from "./client-spec";
import { differences } from "./compare";
import { type Installed, installClient } from "./install";
import { startProvider } from "./provider";
import { readTraces } from "./read-traces";
import { replayDifferences, startReplay } from "./replay";
import { runCommand } from "./run-command";

export interface Outcome {
  result: "passed" | "failed" | "skipped";
  /** Why it was skipped, or everything that is wrong. */
  details: string[];
}

const PROGRAM_TIMEOUT_MS = 60_000;
/** Derived figures follow within seconds; a machine under load is slower. */
const SETTLE_MS = 10_000;

/**
 * Runs one client's program against a project of its own, and compares the record with what the provider answered; then runs it again
 * without a provider, its model calls answered from that record, and compares both records.
 */
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
  let traces: TraceDocument[] = [];
  try {
    const wrong = await run(client, installed, target, provider.url, (seen) => {
      traces = [...seen];
      return differences(client, provider.calls, seen);
    });
    keepTraces?.(traces);
    if (wrong.length > 0) return { result: "failed", details: wrong };
  } finally {
    await provider.end();
  }
  // Its own record, in a project of its own, must not mix with the one that answers.
  const again = { url: instance.url, key: (await instance.newProject(`${name}-again`)).key };
  const replay = await startReplay(target, traces);
  try {
    const wrong = await run(client, installed, again, replay.url, (seen) =>
      replayDifferences(traces, seen, replay.requests),
    );
    const miss = client.replay?.miss;
    const isSaid = miss !== undefined && replay.requests.some(({ message }) => miss.test(message ?? ""));
    if (isSaid && wrong.length > 0) return { result: "passed", details: [] };
    if (miss !== undefined) wrong.push(`it cannot be run again, which must be said: ${miss}`);
    return wrong.length === 0
      ? { result: "passed", details: [] }
      : { result: "failed", details: ["run again from its recording:", ...wrong] };
  } finally {
    await replay.end();
  }
}

/** Runs a client's program, and asks what Recount shows until nothing is wrong with it. @returns what is wrong in the end */
async function run(
  client: Client,
  { command, args, folder }: Installed,
  target: Target,
  provider: string,
  wrongWith: (traces: readonly TraceDocument[]) => string[],
): Promise<string[]> {
  const ended = await runCommand(command, args, {
    cwd: folder,
    env: environment(client, target, provider),
    timeoutMs: PROGRAM_TIMEOUT_MS,
  });
  if (ended.code !== 0)
    return [
      ended.timedOut ? `the program did not end in ${PROGRAM_TIMEOUT_MS / 1000} s` : "the program failed",
      ended.output,
    ];
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const wrong = wrongWith(await readTraces(target));
    if (wrong.length === 0) return [];
    if (Date.now() > deadline) return [...wrong, ended.output];
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Nothing of this machine's environment but where programs lie: a client must not find another endpoint or key. */
function environment(client: Client, target: Target, provider: string): Record<string, string> {
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
