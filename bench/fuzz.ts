import { mkdirSync, writeFileSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { deriveLag } from "@/lib/derive/lag";

import { type Captured, readCorpus } from "./fuzz/corpus";
import { type FuzzRequest, makeRequest } from "./fuzz/make-request";
import { listAll, openOverviews, openTraces, type Reader, signIn, spansOf } from "./fuzz/read-back";
import { type Answer, complaint, refusals, send, type Target } from "./fuzz/send";
import { processesBelow, usageOf } from "./processes";
import { report } from "./report";
import { type BenchServer, startServer } from "./server";
import { untilDerived } from "./settle";

const ANSWER_LIMIT_MS = 20_000;
const SETTLE_TIMEOUT_MS = 300_000;
const MAX_TRIES = 60;

/**
 * Sends broken, hostile and captured requests through every endpoint and looks at what the server makes of them: it answers each in
 * time and in its own encoding, says 5xx only to ask for patience, keeps running in bounded memory, stores every good span
 * that it acknowledged, and shows everything that it stored.
 */
export async function benchFuzz(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      requests: { type: "string", default: "5000" },
      seed: { type: "string", default: String(Date.now()) },
      only: { type: "string" },
      connections: { type: "string", default: "16" },
      opened: { type: "string", default: "200" },
    },
  });
  const seed = values.seed;
  const saved = path.join(os.tmpdir(), `recount-fuzz-${seed}`);
  process.stderr.write(`seed ${seed}; failing requests are saved in ${saved}\n`);
  const corpus = readCorpus();
  const server = await startServer();
  const sql = connect(server.databaseUrl, { role: null, max: 2, applicationName: "recount bench" });
  try {
    if (values.only === undefined)
      await run(server, sql, corpus, {
        seed,
        saved,
        requests: Number(values.requests),
        connections: Number(values.connections),
        opened: Number(values.opened),
      });
    else await replay(server, seed, Number(values.only), corpus);
  } finally {
    await sql.end();
    await server.stop();
  }
}

interface Plan {
  seed: string;
  saved: string;
  requests: number;
  connections: number;
  /** Traces to open afterwards. */
  opened: number;
}

const nowNs = (): bigint => BigInt(Date.now()) * 1_000_000n;

/** Sends one request again and prints what came back. */
async function replay(
  server: BenchServer,
  seed: string,
  n: number,
  corpus: readonly Captured[],
): Promise<void> {
  const request = makeRequest(seed, n, nowNs(), corpus);
  const target: Target = { url: new URL(server.url), key: server.key, agent: new http.Agent() };
  const answer = await send(target, request, ANSWER_LIMIT_MS);
  const { body, ...head } = request;
  process.stderr.write(
    `${JSON.stringify(head, null, 2)}\n${body.length} bytes: ${body.toString("latin1").slice(0, 2000)}\n`,
  );
  report({
    name: "fuzz replay",
    value: answer.status,
    unit: "status",
    ms: answer.ms,
    complaint: complaint(request, answer, ANSWER_LIMIT_MS),
    answer: answer.body.toString("utf8").slice(0, 2000),
  });
}

/** The processes that must be the same at the end. */
const pidsOf = (server: BenchServer): Record<string, number | undefined> => {
  const processes = processesBelow(...server.pids);
  const find = (pattern: RegExp) => processes.find(({ command }) => pattern.test(command))?.pid;
  return {
    server: find(/recount server/),
    console: find(/recount console/),
    worker: find(/worker\/main|recount worker/),
  };
};

async function run(server: BenchServer, sql: Sql, corpus: readonly Captured[], plan: Plan): Promise<void> {
  const usageCounters = new UsageCounters(plan);
  const pids = pidsOf(server);
  const memory = watchMemory(server);
  const target: Target = {
    url: new URL(server.url),
    key: server.key,
    agent: new http.Agent({ keepAlive: true, maxSockets: plan.connections }),
  };
  // Partitions, connections and code are made at first use; that is not growth.
  const started = performance.now();
  const startNs = nowNs();
  let next = 0;
  await Promise.all(
    Array.from({ length: plan.connections }, async () => {
      while (next < plan.requests) {
        const request = makeRequest(plan.seed, next++, startNs, corpus);
        usageCounters.take(request, await patiently(target, request, usageCounters));
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  target.agent.destroy();
  const bytes = await memory.stop();
  const settledMs = await untilDerived(sql, SETTLE_TIMEOUT_MS);
  const lag = await deriveLag(sql);
  const reader: Reader = { url: server.url, key: server.key };
  const [project] = await sql<{ slug: string }[]>`select slug from projects order by id limit 1`;
  const slug = project?.slug ?? "";

  const listed = await listAll(reader);
  const found = new Map(listed.traces.map((trace) => [trace.trace_id, trace.span_count]));
  const lost: string[] = [];
  for (const [traceId, spans] of usageCounters.good)
    if ((found.get(traceId) ?? 0) < spans && ((await spansOf(reader, traceId)) ?? 0) < spans)
      lost.push(traceId);
  const cookie = await signIn(server.url, server.admin.email, server.admin.password);
  const others = listed.traces.filter((trace) => !usageCounters.good.has(trace.trace_id));
  const step = Math.max(1, Math.floor(others.length / plan.opened));
  const opened = others.filter((_, index) => index % step === 0).map((trace) => trace.trace_id);
  const [waiting] = await sql<{ spans: number; traces: number }[]>`
    select count(distinct s.trace_id)::int as spans, count(distinct t.trace_id)::int as traces
    from spans s left join traces t using (project_id, trace_id)`;
  const unread = [
    ...listed.complaints,
    ...(await openTraces(reader, slug, cookie, opened)),
    ...(await openOverviews(reader, slug, cookie)),
  ];
  const ready = await fetch(`${server.url}/api/health/ready`).then(
    (response) => response.status,
    () => 0,
  );
  const pidsNow = pidsOf(server);

  report({
    name: "fuzz",
    value: plan.requests / seconds,
    unit: "requests/s",
    seed: plan.seed,
    requests: plan.requests,
    seconds,
    statuses: Object.fromEntries([...usageCounters.statuses].sort(([a], [b]) => a - b)),
    retried_after_503: usageCounters.retried,
    slowest_ms: usageCounters.slowestMs,
    slowest: usageCounters.slowest,
  });
  report({
    name: "fuzz rejected",
    value: usageCounters.rejected,
    unit: "items",
    by_reason: Object.fromEntries(usageCounters.reasons),
  });
  for (const group of ["server", "console", "worker"])
    report({ name: `fuzz memory of ${group}`, ...bytes(group) });
  report({
    name: "fuzz good spans",
    value: lost.length,
    unit: "acknowledged traces of which a span is missing",
    traces_acknowledged: usageCounters.good.size,
    spans_acknowledged: [...usageCounters.good.values()].reduce((sum, spans) => sum + spans, 0),
    lost: lost.slice(0, 5),
  });
  report({
    name: "fuzz read back",
    value: unread.length,
    unit: "answers other than 200",
    listed: listed.traces.length,
    opened: opened.length,
    stored_traces: waiting?.spans ?? null,
    derived_traces: waiting?.traces ?? null,
    complaints: unread.slice(0, 10),
  });
  const grown = ["server", "console", "worker"].filter((group) => bytes(group).grows);
  report({
    name: "fuzz verdict",
    value: usageCounters.failures.length,
    unit: "requests that were answered wrongly",
    failures: usageCounters.failures.slice(0, 20),
    same_processes: JSON.stringify(pids) === JSON.stringify(pidsNow),
    ready,
    settled_after_ms: settledMs,
    waiting_marks: lag.traces.marks,
    grows: grown,
  });
  if (
    usageCounters.failures.length + lost.length + unread.length + grown.length > 0 ||
    ready !== 200 ||
    settledMs === null ||
    waiting?.spans !== waiting?.traces ||
    JSON.stringify(pids) !== JSON.stringify(pidsNow)
  )
    process.exitCode = 1;
}

/** Comes again when asked to, as a client does. */
async function patiently(
  target: Target,
  request: FuzzRequest,
  usageCounters: UsageCounters,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await send(target, request, ANSWER_LIMIT_MS);
    if (answer.status !== 503 || attempt === MAX_TRIES) return answer;
    usageCounters.retried++;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** What came of the requests. */
class UsageCounters {
  readonly statuses = new Map<number, number>();
  readonly reasons = new Map<string, number>();
  readonly failures: string[] = [];
  /** Spans by trace that were acknowledged. */
  readonly good = new Map<string, number>();
  rejected = 0;
  retried = 0;
  slowestMs = 0;
  slowest = "";

  constructor(private readonly plan: Plan) {}

  take(request: FuzzRequest, answer: Answer): void {
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
    if (answer.ms > this.slowestMs && request.travel !== "slow") {
      this.slowestMs = answer.ms;
      this.slowest = `${request.n} ${request.kind}`;
    }
    let wrong = complaint(request, answer, ANSWER_LIMIT_MS);
    if (answer.status === 200) {
      const { count, codes } = refusals(answer);
      this.rejected += count;
      for (const code of codes) this.reasons.set(code, (this.reasons.get(code) ?? 0) + 1);
      if (request.good.length > 0 && count > request.hostile)
        wrong ??= `${count} items were refused, of which only ${request.hostile} were bad`;
      for (const { traceId, spans } of request.good) this.good.set(traceId, spans);
    } else if (answer.status >= 400)
      this.reasons.set(`status ${answer.status}`, (this.reasons.get(`status ${answer.status}`) ?? 0) + 1);
    if (wrong !== null) this.fail(request, answer, wrong);
  }

  private fail(request: FuzzRequest, answer: Answer, wrong: string): void {
    this.failures.push(`${request.n} ${request.kind}: ${wrong}`);
    if (this.failures.length > 100) return;
    mkdirSync(this.plan.saved, { recursive: true });
    const { body, ...head } = request;
    writeFileSync(
      path.join(this.plan.saved, `${request.n}.json`),
      JSON.stringify(
        {
          seed: this.plan.seed,
          wrong,
          ...head,
          status: answer.status,
          answer: answer.body.toString("utf8"),
          body: body.toString("base64"),
        },
        null,
        2,
      ),
    );
    process.stderr.write(`${request.n} ${request.kind}: ${wrong}\n`);
  }
}

const MIB = 1024 * 1024;

/** Looks at memory twice a second; what it was at the start, at most, at the end, and whether it only ever grew. */
function watchMemory(server: BenchServer) {
  const seen: Record<string, number[]> = {};
  const timer = setInterval(() => {
    for (const [group, { bytes }] of Object.entries(usageOf(server.pids, server.groupOf)))
      (seen[group] ??= []).push(bytes);
  }, 500).unref();
  const figures = (group: string) => {
    const values = seen[group] ?? [];
    const quarter = Math.max(1, Math.floor(values.length / 4));
    const median = (part: number[]): number => part.toSorted((a, b) => a - b)[part.length >> 1] ?? 0;
    const second = median(values.slice(quarter, 2 * quarter));
    const last = median(values.slice(-quarter));
    return {
      value: Math.max(0, ...values),
      unit: "bytes, peak",
      start: values[0] ?? null,
      second_quarter: second,
      last_quarter: last,
      end: values.at(-1) ?? null,
      // A heap that is used settles somewhere; what only grows is a leak.
      grows: last > 1.5 * second + 150 * MIB,
    };
  };
  return {
    stop: async () => {
      clearInterval(timer);
      return figures;
    },
  };
}
