import http from "node:http";
import { parseArgs } from "node:util";

import { seeded } from "@/demo/random";

import { type Address, type Known, makeAddress } from "./fuzz/addresses";
import { signIn } from "./fuzz/read-back";
import { usageOf } from "./processes";
import { report } from "./report";
import { type BenchServer, startServer } from "./server";

const DEADLINE_MS = 20_000;
/** A page whose head was sent before one of its parts failed says so in its text alone. */
const BROKEN_PAGE = /data-next-error|Application error|data-dgst="\d/;

/**
 * Asks for every page, action, endpoint and parameter with words that may mean nothing: everything is answered within its
 * deadline, 5xx only asks for patience, nobody waits for it longer than a moment, and memory comes back.
 */
export async function benchFuzzAddresses(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      requests: { type: "string", default: "5000" },
      connections: { type: "string", default: "8" },
      seed: { type: "string", default: String(Date.now()) },
    },
  });
  process.stderr.write(`seed ${values.seed}\n`);
  const server = await startServer();
  try {
    await ask(server, values.seed, Number(values.requests), Number(values.connections));
  } finally {
    await server.stop();
  }
}

async function ask(server: BenchServer, seed: string, requests: number, connections: number): Promise<void> {
  const cookie = await signIn(server.url, server.admin.email, server.admin.password);
  const known = await sendSome(server);
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const memoryMb = (): Record<string, number> =>
    Object.fromEntries(
      Object.entries(usageOf(server.pids, server.groupOf)).map(([group, { bytes }]) => [group, bytes / 1e6]),
    );
  const bad = new Map<string, { count: number; example: Address & { status: number; text: string } }>();
  const statuses = new Map<number, number>();
  const times: number[] = [];
  let next = 0;
  const before = memoryMb();
  const one = async (): Promise<void> => {
    for (let n = next++; n < requests; n = next++) {
      const address = makeAddress(seeded(`${seed} ${n}`), known);
      const answer = await send(server, agent, address, cookie);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      times.push(answer.ms);
      const isAnswered = answer.status !== 0 && (answer.status < 500 || answer.status === 503);
      if (isAnswered && answer.ms < DEADLINE_MS && !BROKEN_PAGE.test(answer.text)) continue;
      const key = `${answer.status} ${address.method} ${address.path.split("?")[0]?.replace(/%[^/]*|[0-9a-f-]{16,}/g, "…")}`;
      const entry = bad.get(key) ?? {
        count: 0,
        example: { ...address, status: answer.status, text: excerptOf(answer.text) },
      };
      entry.count++;
      bad.set(key, entry);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  for (const { count, example } of bad.values())
    report({ name: "bad answer", value: count, unit: "times", ...example, path: example.path.slice(0, 500) });
  times.sort((a, b) => a - b);
  report({
    name: "fuzzed addresses",
    value: [...bad.values()].reduce((sum, { count }) => sum + count, 0),
    unit: "bad answers",
    requests,
    seed,
    statuses: Object.fromEntries([...statuses].sort(([a], [b]) => a - b)),
    p50_ms: times[Math.floor(times.length / 2)],
    max_ms: times.at(-1),
    memory_mb_before: before,
    memory_mb_after: memoryMb(),
  });
  if (bad.size > 0) process.exitCode = 1;
}

/** What tells that a page is broken, or else how the answer begins. */
function excerptOf(text: string): string {
  const at = Math.max(0, text.search(BROKEN_PAGE) - 150);
  return text.slice(at, at + 300);
}

function send({ url, key }: BenchServer, agent: http.Agent, address: Address, cookie: string) {
  const startedAt = performance.now();
  const { hostname, port } = new URL(url);
  return new Promise<{ status: number; ms: number; text: string }>((resolve) => {
    const end = (status: number, text: string): void =>
      resolve({ status, text, ms: performance.now() - startedAt });
    let outgoing: http.ClientRequest;
    try {
      outgoing = http.request(
        {
          ...{ hostname, port, agent, method: address.method, path: address.path, timeout: DEADLINE_MS },
          headers: {
            ...(address.asker === "key" ? { authorization: `Bearer ${key}` } : {}),
            ...(address.asker === "person" ? { cookie } : {}),
            ...(address.body === undefined ? {} : { "content-type": "application/json" }),
            ...address.headers,
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", (error) => end(0, String(error)));
          incoming.on("end", () => end(incoming.statusCode ?? 0, Buffer.concat(chunks).toString("utf8")));
        },
      );
    } catch {
      // Node itself refuses to send it.
      end(400, "");
      return;
    }
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", (error) => end(0, String(error)));
    outgoing.end(address.body);
  });
}

/** A trace of a session, so that there is something to find. */
async function sendSome({ url, key }: BenchServer): Promise<Known> {
  const id = "0af7651916cd43dd8448eb211c80319c";
  const at = new Date().toISOString();
  const interaction = { id, name: "chat", started_at: at, ended_at: at, session_id: "s 1", feature: "chat" };
  const response = await fetch(`${url}/api/v1/interactions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ ...interaction, model: "gpt-4o", input: "x", output: "y" }),
  });
  if (!response.ok) throw new Error(`sending: ${response.status} ${await response.text()}`);
  return { project: "default", traceId: id, spanId: "b7ad6b7169203331", budgetId: "1", sessionId: "s 1" };
}
