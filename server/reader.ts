import { parentPort, workerData } from "node:worker_threads";

import { readEnv } from "@/lib/env";
import { Failure } from "@/lib/errors";
import { RequestLog } from "@/lib/http/request-log";
import type { Limits, QuotaBook } from "@/lib/ingest-usage/ingest-usage";
import { log } from "@/lib/log";

import { failureMessage, failureOf } from "./failure-message";
import type { FromReader, ReadAnswer, ReadRequest, ToReader } from "./reader-messages";
import { replyTo, routeOf } from "./route";
import { connectStore, type Store } from "./store";

/**
 * A thread of the server that answers requests with large bodies, one at a time: with a store of its own, and with the limits
 * of the thread that listens.
 */

const port = parentPort as NonNullable<typeof parentPort>;
const say = (message: FromReader): void => port.postMessage(message);

let spends = 0;
const asked = new Map<number, { resolve: () => void; reject: (failure: Failure) => void }>();

const limits: Limits = {
  // Counted when the request arrived.
  admit: () => {},
  async spend(sender, spans, write) {
    const spend = ++spends;
    await new Promise<void>((resolve, reject) => {
      asked.set(spend, { resolve, reject });
      say({ kind: "spend", spend, sender, spans });
    });
    let stored = false;
    try {
      await write();
      stored = true;
    } finally {
      say({ kind: "spent", spend, stored });
    }
  },
};

const quotas: QuotaBook = {
  learn: () => {},
  flushed: (projectId, day, spans, total) => say({ kind: "flushed", projectId, day, spans, total }),
};

function allowed(spend: number, failure: ReturnType<typeof failureMessage> | null): void {
  const waiting = asked.get(spend);
  asked.delete(spend);
  if (failure === null) waiting?.resolve();
  else waiting?.reject(failureOf(failure));
}

async function read(store: Store, request: ReadRequest): Promise<ReadAnswer> {
  const { method, url, requestId } = request;
  const sent = new Map(request.headers);
  const headers = { get: (name: string) => sent.get(name) ?? null };
  const log = new RequestLog(requestId);
  log.bodyBytes = request.bodyBytes;
  const route = routeOf(url, headers);
  if (route === null) throw new Error("a request without an endpoint is not read apart");
  const { stats } = store.ingest;
  const before = { ...stats };
  const reply = await replyTo(route, { method, url, headers, body: once(request.body), log }, store, null);
  const { registry } = store.ingestUsage.counters;
  const counted = await registry.getMetricsAsJSON();
  registry.resetMetrics();
  return {
    reply,
    failure: log.failure && failureMessage(log.failure),
    counted,
    commits: {
      committedRows: stats.committedRows - before.committedRows,
      commits: stats.commits - before.commits,
      commitSeconds: stats.commitSeconds - before.commitSeconds,
      refusedRequests: stats.refusedRequests - before.refusedRequests,
      ownLabels: stats.ownLabels - before.ownLabels,
    },
  };
}

async function* once(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

const { databaseUrl } = workerData as { databaseUrl: string };
log.setBindings({ process: "server", thread: "reader" });
const env = readEnv();
log.level = env.logLevel;
const store = connectStore(env, databaseUrl, { rateLimits: limits, quotas });
port.on("message", (message: ToReader) => {
  if (message.kind === "read")
    void read(store, message.request).then((answer) => say({ kind: "answer", answer }));
  else if (message.kind === "allowed") allowed(message.spend, message.failure);
  else void store.close().finally(() => port.close());
});
