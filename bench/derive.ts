import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect, type Sql, type Tx } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { installQueue } from "@/db/queue";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";

import { insertFloor } from "./floor";
import { usageOf } from "./processes";
import { report } from "./report";

const SPANS_A_TRACE = 5;

/**
 * How fast a waiting backlog is derived and rolled up, and what that costs in CPU here and in PostgreSQL. The spans are those
 * of an agent that retrieves, calls, runs a tool and calls again; feature, user and session stand on the root only, so that every
 * span of every trace is written once more. A second pass over the same marks finds nothing to change.
 */
export async function benchDerive(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { traces: { type: "string", default: "40000" }, loops: { type: "string", default: "2" } },
  });
  const traces = Number(values.traces);
  const loops = Number(values.loops);
  const home = mkdtempSync(path.join(os.tmpdir(), "recount-bench-"));
  const server = await startEmbedded({ dataDir: home });
  const owner = connect(server.url, { role: null, max: 2, applicationName: "recount bench" });
  const worker = connect(server.url, {
    role: "recount_worker",
    max: loops + 1,
    applicationName: "recount worker",
  });
  try {
    await migrate(owner);
    await installQueue(server.url);
    const floor = await insertFloor(server.url, 3);
    await owner.begin((tx) => fill(tx, traces));
    const cpu = () => ({
      worker: process.cpuUsage(),
      postgres: usageOf([server.pid], () => "postgres")["postgres"]?.cpuSeconds ?? 0,
    });
    const timed = async (
      name: string,
      work: () => Promise<unknown>,
      more: Record<string, unknown>,
    ): Promise<void> => {
      const before = cpu();
      const startedAt = performance.now();
      await work();
      const seconds = (performance.now() - startedAt) / 1000;
      const own = process.cpuUsage(before.worker);
      report({
        name,
        value: (traces * SPANS_A_TRACE) / seconds,
        unit: "spans/s",
        floor_rows_per_s: floor,
        seconds,
        worker_cpu_us_per_span: (own.user + own.system) / (traces * SPANS_A_TRACE),
        postgres_cpu_us_per_span: ((cpu().postgres - before.postgres) * 1e6) / (traces * SPANS_A_TRACE),
        ...more,
      });
    };
    await timed("derive", () => drain(worker, loops), { traces, loops });
    await owner`insert into dirty_traces (project_id, trace_id, shard_key, lane) select project_id, trace_id, shard_key, 0 from trace_days`;
    await owner`update dirty_traces set lane = get_byte(uuid_send(trace_id), 15) & 63`;
    await timed("derive again, nothing new", () => drain(worker, loops), { traces, loops });
    await timed(
      "roll-up",
      async () => {
        while ((await rollUp(worker, { settled: true })) > 0);
      },
      {},
    );
  } finally {
    await worker.end();
    await owner.end();
    await server.stop("at once");
    rmSync(home, { recursive: true, force: true });
  }
}

async function drain(sql: Sql, loops: number): Promise<void> {
  const prompts = new Map<string, number>();
  await Promise.all(
    Array.from({ length: loops }, async () => {
      for (let idle = 0; idle < 3;)
        idle = (await deriveTraces(sql, prompts, { minAgeMs: 0 })).marks === 0 ? idle + 1 : 0;
    }),
  );
}

/** Spans of the hour before last, as ingest would have written them. */
async function fill(sql: Tx, traces: number): Promise<void> {
  const [project] = await sql<
    { id: number }[]
  >`insert into projects (slug, name) values ('bench', 'bench') returning id`;
  await sql`select ensure_partitions((current_date - 1), current_date)`;
  await sql`create temp table t as
    select gen_random_uuid() as trace_id, n, date_trunc('hour', now()) - interval '2 hours' + n * (interval '1 hour' / ${traces}) as at
    from generate_series(0, ${traces} - 1) n`;
  const labels = `(array['agent', 'retrieval', 'llm', 'tool', 'llm'])[k + 1] as kind, 'step ' || k as name, 'bench' as service,
    'production' as environment, '1.0.0' as release, case when k = 0 then (array['booking', 'faq', 'search'])[n + 1] end as function_name,
    case when k in (2, 4) then 'openai' end as provider, case when k in (2, 4) then 'gpt-4o-mini' end as request_model,
    case when k in (2, 4) then 'gpt-4o-mini-2024-07-18' end as response_model,
    case k when 2 then 'tool_calls' when 4 then 'stop' end as finish_reason, case when k = 3 then 'get_rules' end as tool_name`;
  await sql.unsafe(`
    insert into label_sets (id, project_id, shard_key, used_on, kind, name, service, environment, release, function_name, provider, request_model,
      response_model, finish_reason, tool_name)
    select n * 10 + k, ${project?.id ?? 0}, 1, current_date, kind, name, service, environment, release, function_name, provider, request_model,
      response_model, finish_reason, tool_name
    from (select n, k, ${labels} from generate_series(0, 2) n, generate_series(0, ${SPANS_A_TRACE} - 1) k) l`);
  await sql`
    insert into span_rows (project_id, trace_id, span_id, parent_span_id, started_at, shard_key, revision, duration_ns, label_set,
      user_id, session_id, parts, streaming, ttft_ns, cost_nano_usd, input_uncached_tokens, output_text_tokens, prompt_fingerprint,
      input_digest, carries)
    select ${project?.id ?? 0}, t.trace_id, substr(uuid_send(t.trace_id), 1, 7) || set_byte('\\x00', 0, k),
      case when k > 0 then substr(uuid_send(t.trace_id), 1, 7) || '\\x00' end, t.at + k * interval '300 ms', 1, 1, 1000000000 + (t.n % 997) * 1000000,
      t.n % 3 * 10 + k, case when k = 0 then 'user-' || (t.n % 200) end, case when k = 0 then 'session-' || t.n end, 31,
      case when k in (2, 4) then true end, case when k in (2, 4) then 310000000 end, case when k in (2, 4) then 120000 + t.n % 100 end,
      case when k in (2, 4) then 520 end, case when k in (2, 4) then 24 end, case when k in (2, 4) then 42 end,
      case when k in (2, 4) then t.n * 8 + k end, 0
    from t cross join generate_series(0, ${SPANS_A_TRACE} - 1) k
    order by t.n, k`;
  await sql`
    insert into trace_days (project_id, trace_id, shard_key, first_day, last_day)
    select ${project?.id ?? 0}, trace_id, 1, at::date, (at + interval '2 s')::date from t`;
  await sql`
    insert into dirty_traces (project_id, trace_id, shard_key, lane)
    select ${project?.id ?? 0}, trace_id, 1, get_byte(uuid_send(trace_id), 15) & 63 from t order by n`;
}
