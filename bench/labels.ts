import { parseArgs } from "node:util";

import { connect } from "@/db/client";

import { usageOf } from "./processes";
import { report } from "./report";
import { type BenchServer, startServer } from "./server";
import { untilDerived, untilRolledUp } from "./settle";

const SETTLE_TIMEOUT_MS = 1_800_000;
const BATCH = 1_000;
const SENDERS = 4;

/**
 * What one key can do with ids in the place of names: `--labels` distinct features, models, steps and releases, then `--users`
 * distinct users, all within an hour of yesterday, so that every resolution up to the day is made. Reports the highest memory of
 * each program and what figures of the day tell apart. The floor is memory before.
 */
export async function benchLabels(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      labels: { type: "string", default: "100000" },
      users: { type: "string", default: "1000000" },
    },
  });
  const server = await startServer();
  const sql = connect(server.databaseUrl, { role: null, max: 2, applicationName: "recount bench" });
  const highest: Record<string, number> = {};
  const look = (): Record<string, number> => {
    const now = Object.entries(usageOf(server.pids, server.groupOf)).map(([group, { bytes }]) => [
      group,
      bytes / 1e6,
    ]);
    for (const [group, mb] of now as [string, number][]) highest[group] = Math.max(highest[group] ?? 0, mb);
    return Object.fromEntries(now) as Record<string, number>;
  };
  const before = look();
  const looking = setInterval(look, 500);
  try {
    const startedAt = performance.now();
    const labels = Number(values.labels);
    await sendAll(server, labels, (n) => [
      ["recount.feature", `feature ${n}`],
      ["gen_ai.request.model", `model-${n}`],
      ["user.id", `user ${n}`],
      ["gen_ai.operation.name", "chat"],
    ]);
    await sendAll(server, Number(values.users), (n) => [
      ["user.id", `person ${n}`],
      ["recount.feature", "chat"],
      ["gen_ai.operation.name", "chat"],
    ]);
    const sentS = (performance.now() - startedAt) / 1000;
    const derived = await untilDerived(sql, SETTLE_TIMEOUT_MS);
    const rolledUp = await untilRolledUp(sql, SETTLE_TIMEOUT_MS);
    const days = await sql<{ source: string; known: number; full: boolean }[]>`
      select source, known, full_at is not null as full from label_days order by day, source`;
    const [sums] = await sql<Record<string, number>[]>`
      select (select count(*)::int from traces /* every shard */) as traces,
        (select sum(interactions)::int from rollup_traces where tier = 0 and cube = 106 /* every shard */) as in_days,
        (select sum(interactions)::int from usage where tier = 0 and cube = 1 /* every shard */) as of_users`;
    report({
      name: "labels",
      value: highest["worker"] ?? null,
      unit: "MB, highest of the worker",
      floor: before["worker"],
      highest_mb: highest,
      after_mb: look(),
      sent_s: sentS,
      derived_s: derived && derived / 1000,
      rolled_up_s: rolledUp && rolledUp / 1000,
      told_apart: days,
      ...sums,
    });
  } finally {
    clearInterval(looking);
    await sql.end();
    await server.stop();
  }
}

/** One call a trace, all within an hour of yesterday. */
async function sendAll(
  { url, key }: BenchServer,
  count: number,
  labelsOf: (n: number) => [string, string][],
): Promise<void> {
  const hour = BigInt(Math.floor((Date.now() - 86_400_000) / 3_600_000)) * 3_600_000_000_000n;
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let from = next; from < count; from = next) {
      next = Math.min(count, from + BATCH);
      const spans = Array.from({ length: next - from }, (_, index) => {
        const n = from + index;
        const start = hour + BigInt(n % 3_000_000) * 1_000_000n;
        return {
          traceId: crypto.randomUUID().replaceAll("-", ""),
          spanId: crypto.randomUUID().replaceAll("-", "").slice(16),
          name: `step ${n}`,
          startTimeUnixNano: `${start}`,
          endTimeUnixNano: `${start + 1_000_000_000n}`,
          attributes: labelsOf(n).map(([label, stringValue]) => ({ key: label, value: { stringValue } })),
        };
      });
      await sendOne(url, key, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

async function sendOne(url: string, key: string, body: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/v1/traces`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body,
    });
    const text = await response.text();
    if (response.ok) return;
    if (response.status !== 429 && response.status !== 503) throw new Error(`${response.status} ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
