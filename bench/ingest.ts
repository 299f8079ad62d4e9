import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { deriveLag } from "@/lib/derive/lag";

import { insertFloor } from "./floor";
import { percentile, startLoad } from "./load";
import { type Usage, usageOf } from "./processes";
import { report } from "./report";
import { type BenchServer, groupOf, startServer } from "./server";
import { untilDerived } from "./settle";

const FLOOR_SECONDS = 5;
const SETTLE_TIMEOUT_MS = 180_000;

/** Durable ingest with derivation running beside it: 5-span traces with 2.5 kB of text each, 100 spans a request. */
export async function benchIngest(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: "string", default: "60" },
      connections: { type: "string", default: "8" },
      url: { type: "string" },
      key: { type: "string" },
      "database-url": { type: "string" },
      pids: { type: "string" },
    },
  });
  const server = values.url ? running(values) : await startServer();
  const sql = connect(server.databaseUrl, { role: null, max: 2, applicationName: "recount bench" });
  try {
    await measure(server, sql, Number(values.seconds), Number(values.connections));
  } finally {
    await sql.end();
    await server.stop();
  }
}

export function running(values: {
  url?: string;
  key?: string;
  "database-url"?: string;
  pids?: string;
}): BenchServer {
  if (!values.url || !values.key || !values["database-url"])
    throw new Error(
      "a running Recount needs --url, --key and --database-url (its owner); --pids 1,2 adds its process trees",
    );
  const pids = (values.pids ?? "").split(",").filter(Boolean).map(Number);
  return {
    url: values.url,
    key: values.key,
    databaseUrl: values["database-url"],
    pids,
    groupOf,
    admin: { email: "", password: "" },
    stop: async () => {},
  };
}

const PROGRAMS = ["server", "console", "worker", "supervisor"] as const;

async function measure(server: BenchServer, sql: Sql, seconds: number, connections: number): Promise<void> {
  const floorBefore = await insertFloor(server.databaseUrl, FLOOR_SECONDS);
  const stored = await countSpans(sql);
  const load = startLoad({ url: server.url, key: server.key, connections, seconds });
  const roots = [...server.pids, load.process.pid ?? -1];
  const group = (command: string): string | null =>
    command.includes("load-process") ? "load" : server.groupOf(command);
  const watch = watchServer(sql, () => usageOf(roots, group));
  const sent = await load.report.finally(() => watch.stop());
  const watched = await watch.result;
  const settledMs = await untilDerived(sql, SETTLE_TIMEOUT_MS);
  const storedNow = (await countSpans(sql)) - stored;
  const floorAfter = await insertFloor(server.databaseUrl, FLOOR_SECONDS);

  const spansPerSecond = sent.spans / sent.seconds;
  const floor = (floorBefore + floorAfter) / 2;
  report({
    name: "ingest",
    value: spansPerSecond,
    unit: "spans/s acknowledged",
    floor,
    floor_is: "rows/s, one connection, unnest of 1,000, two indexes; mean of before and after",
    floor_before: floorBefore,
    floor_after: floorAfter,
    ratio: spansPerSecond / floor,
    seconds: sent.seconds,
    connections,
    spans: sent.spans,
    bytes_a_trace: sent.bytes / Math.max(sent.traces, 1),
    retried: sent.retried,
    failures: sent.failures,
  });
  report({
    name: "ingest latency",
    value: percentile(sent.latenciesMs, 0.95),
    unit: "ms, p95 of a 100-span request",
    p50: percentile(sent.latenciesMs, 0.5),
    p99: percentile(sent.latenciesMs, 0.99),
    max: percentile(sent.latenciesMs, 1),
  });
  report({
    name: "ingest memory",
    value: PROGRAMS.reduce((sum, program) => sum + watched.peakBytes(program), 0),
    unit: "bytes, server + console + worker + supervisor, peak",
    ...Object.fromEntries(PROGRAMS.map((program) => [program, watched.peakBytes(program)])),
    postgres: watched.peakBytes("postgres"),
  });
  report({
    name: "ingest cpu",
    value: (watched.cpuShare("server") * 1e6 * watched.cpuSeconds) / Math.max(sent.spans, 1),
    unit: "µs of server CPU a span",
    share_server: watched.cpuShare("server"),
    share_console: watched.cpuShare("console"),
    share_worker: watched.cpuShare("worker"),
    share_postgres: watched.cpuShare("postgres"),
    share_load: watched.cpuShare("load"),
    cores_busy: watched.cpuSeconds / sent.seconds,
  });
  report({
    name: "derive lag",
    value: percentile(watched.lagsMs, 0.95),
    unit: "ms, p95 age of the oldest waiting trace",
    max: percentile(watched.lagsMs, 1),
    waiting_max: watched.maxWaiting,
    settled_after_ms: settledMs,
  });
  report({
    name: "stored equals acknowledged",
    value: storedNow - sent.spans,
    unit: "spans of difference",
    stored: storedNow,
    acknowledged: sent.spans,
  });
  if (storedNow !== sent.spans && sent.retried === 0) process.exitCode = 1;
}

const countSpans = async (sql: Sql): Promise<number> => {
  const [row] = await sql<{ n: number }[]>`select count(*)::float8 as n from spans`;
  return row?.n ?? 0;
};

/** Looks at the server once a second until stopped. */
function watchServer(sql: Sql, usage: () => Record<string, Usage>) {
  let stopped = false;
  const stop = (): void => void (stopped = true);
  const result = (async () => {
    const first = usage();
    let last = first;
    const peaks = new Map<string, number>();
    const lagsMs: number[] = [];
    let maxWaiting = 0;
    while (!stopped) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const lag = await deriveLag(sql);
      lagsMs.push(lag.traces.oldestMs);
      maxWaiting = Math.max(maxWaiting, lag.traces.marks);
      // The load process is gone once it has reported.
      const now = usage();
      last = { ...last, ...now };
      for (const [name, { bytes }] of Object.entries(now))
        peaks.set(name, Math.max(peaks.get(name) ?? 0, bytes));
    }
    const spent = (name: string): number =>
      Math.max(0, (last[name]?.cpuSeconds ?? 0) - (first[name]?.cpuSeconds ?? 0));
    const cpuSeconds = Object.keys(last).reduce((sum, name) => sum + spent(name), 0);
    return {
      lagsMs,
      maxWaiting,
      cpuSeconds,
      cpuShare: (name: string) => (cpuSeconds === 0 ? 0 : spent(name) / cpuSeconds),
      peakBytes: (name: string) => peaks.get(name) ?? 0,
    };
  })();
  return { stop, result };
}
