import { Counter, Gauge, register, Registry } from "prom-client";

import { inProject } from "@/db/tenant";
import { deriveLag } from "@/lib/derive/lag";
import type { GroupCommitStats } from "@/lib/ingest/group-commit";
import { lagMetrics } from "@/lib/telemetry/lag-metrics";

import { authorize } from "./authorize";
import type { Endpoint } from "./endpoint";

/**
 * Our own health for Prometheus; lags are those of the key's project. By admin key only: behind a proxy every caller looks
 * like loopback.
 */
export const METRICS_ENDPOINTS: readonly Endpoint[] = [
  {
    name: "metrics",
    path: /^\/api\/metrics$/,
    methods: {
      GET: async (request, store) => {
        const { sql, project } = await authorize(request, "admin", store);
        const lag = await inProject(sql, project.id, (tx) => deriveLag(tx), { readOnly: true });
        const all = Registry.merge([
          register,
          store.ingestUsage.counters.registry,
          queueMetrics(store.ingest.stats),
          lagMetrics(lag),
        ]);
        return {
          status: 200,
          headers: { "content-type": register.contentType },
          body: Buffer.from(await all.metrics()),
        };
      },
    },
  },
];

/** What the ingest queue counts of itself. */
function queueMetrics(stats: GroupCommitStats): Registry {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, value: number) =>
    new Counter({ name, help, registers }).inc(value);
  new Gauge({
    name: "recount_ingest_queue_rows",
    help: "Rows that wait for the database or are being written.",
    registers,
  }).set(stats.queuedRows);
  counter("recount_ingest_commits_total", "Transactions that stored what was sent.", stats.commits);
  counter("recount_ingest_commit_seconds_total", "Time that they took.", stats.commitSeconds);
  counter("recount_ingest_committed_rows_total", "Rows that they stored.", stats.committedRows);
  counter(
    "recount_ingest_refused_requests_total",
    "Requests that were told to come back later, since the database was away or too slow.",
    stats.refusedRequests,
  );
  counter(
    "recount_ingest_own_labels_total",
    "Spans whose labels were too many to be kept once for all: their rows keep them.",
    stats.ownLabels,
  );
  return registry;
}
