import { apiContext } from "@/app/api-context";
import { store } from "@/app/store";
import { inProject } from "@/db/tenant";
import { deriveLag } from "@/lib/derive/lag";
import { route } from "@/lib/http/route";
import { counters } from "@/lib/ingest/counters";

/**
 * Prometheus text of our own health; queues are those of the key's project. By admin key only: behind a proxy every
 * caller looks like loopback.
 */
export const GET = route(async (request) => {
  const { sql, project } = await apiContext(request, "admin");
  const { stats } = store().ingest;
  const lag = await inProject(sql, project.id, (tx) => deriveLag(tx), { readOnly: true });
  const memory = process.memoryUsage();
  const series: [string, number][] = [
    ...counters.values,
    ["recount_ingest_queue_rows", stats.queuedRows],
    ["recount_ingest_commits_total", stats.commits],
    ["recount_ingest_commit_seconds_total", stats.commitSeconds],
    ["recount_ingest_committed_rows_total", stats.committedRows],
    ["recount_ingest_refused_requests_total", stats.refusedRequests],
    ["recount_derive_waiting_marks", lag.traces.marks],
    ["recount_derive_lag_seconds", lag.traces.oldestMs / 1000],
    ...lag.buckets.flatMap(({ tier, marks, oldestMs }): [string, number][] => [
      [`recount_rollup_waiting_marks{tier="${tier}"}`, marks],
      [`recount_rollup_lag_seconds{tier="${tier}"}`, oldestMs / 1000],
    ]),
    ["process_resident_memory_bytes", memory.rss],
    ["nodejs_heap_size_used_bytes", memory.heapUsed],
  ];
  const text = series.map(([name, value]) => `${name} ${value}\n`).join("");
  return new Response(text, { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" } });
});
