import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { connectQueue } from "@/db/queue";
import { packRound } from "@/lib/bodies/pack-round";
import { createEmitter } from "@/lib/emit/emitter";
import { postScore } from "@/lib/emit/post-score";
import { readEnv } from "@/lib/env";
import { DEFAULT_START } from "@/lib/import/clock";
import { parseConversations } from "@/lib/import/conversation";
import { runImport } from "@/lib/import/run-import";
import { tightenDays } from "@/lib/retention/tighten-days";

import { report } from "./report";
import { type BenchServer, startServer } from "./server";
import { untilRolledUp } from "./settle";

interface TableSize {
  name: string;
  rows: number;
  heap: number;
  indexes: number;
  toast: number;
}

/** What the airline conversations take on disk, table by table, once everything is derived, vacuumed and packed. */
export async function benchStorage(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { file: { type: "string" } } });
  const file = values.file ?? path.resolve(readEnv().fixturesDir, "data/airline-conversations.jsonl");
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new Error(`${file} is not there: give --file or set RECOUNT_FIXTURES`, { cause });
  });
  const server = await startServer();
  const sql = connect(server.databaseUrl, { role: null, max: 2, applicationName: "recount bench" });
  try {
    const empty = await emptySize(sql);
    const emptyMaps = await mapsSize(sql);
    const sent = await importAll(server, text);
    const settledMs = await untilRolledUp(sql, 180_000);
    await sql.unsafe("vacuum (analyze)");
    const asItCame = total(await tableSizes(sql));
    await closeDay(server.databaseUrl);
    const sizes = await tableSizes(sql);
    const maps = await mapsSize(sql);
    // What is left when the holes of rewritten rows are gone: the difference is what updates cost.
    await sql.unsafe("vacuum (full)");
    const compact = total(await tableSizes(sql));
    const bytes = total(sizes);
    report({
      name: "storage",
      value: bytes - empty,
      unit: "bytes on disk, indexes included",
      bytes_sent: sent.bytesSent,
      share_of_sent: (bytes - empty) / sent.bytesSent,
      empty_database: empty,
      before_jobs: asItCame - empty,
      maps: maps - emptyMaps,
      after_vacuum_full: compact - empty,
      ...sent.totals,
      settled_after_ms: settledMs,
    });
    for (const size of sizes) {
      const { name, ...parts } = size;
      if (size.rows > 0)
        report({
          name: `storage ${name}`,
          value: size.heap + size.indexes + size.toast,
          unit: "bytes",
          ...parts,
        });
    }
  } finally {
    await sql.end();
    await server.stop();
  }
}

async function importAll(server: BenchServer, text: string) {
  const emitter = createEmitter({
    ...server,
    resource: { "service.name": "airline-support", "deployment.environment.name": "production" },
    scope: { name: "recount-import", version: "1" },
  });
  const totals = await runImport({
    conversations: parseConversations(text),
    startMs: Date.parse(DEFAULT_START),
    skip: 0,
    emitter,
    postScore: (score) => postScore(server, score),
    onProgress: () => {},
  });
  const bytesSent = emitter.bytesSent();
  await emitter.close();
  return { totals, bytesSent };
}

/** What the worker's own jobs make of a day that is over: texts are packed, and small tables are written anew. */
async function closeDay(databaseUrl: string): Promise<void> {
  const worker = connect(databaseUrl, { role: "recount_worker", max: 2, applicationName: "recount bench" });
  const pool = connectQueue(databaseUrl, 2);
  const later = new Date(Date.now() + LATER_MS);
  try {
    while ((await packRound(worker, later)).rowsBefore > 0);
    // Who reads a table at this moment is not waited for.
    for (let rounds = 0; rounds < 5; rounds++) await tightenDays(pool, worker, later);
  } finally {
    await worker.end();
    await pool.end();
  }
}

/** Blocks are packed when they have lain for ten minutes. */
const LATER_MS = 3_600_000;

/**
 * Waits for the worker's first round, which makes the partitions of the days ahead, and vacuums as later: neither the partitions
 * nor the free-space maps of users, keys and settings are part of what is imported.
 */
async function emptySize(sql: Sql): Promise<number> {
  let before = -1;
  for (;;) {
    const now = total(await tableSizes(sql));
    if (now === before) break;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  }
  await sql.unsafe("vacuum (analyze)");
  return total(await tableSizes(sql));
}

const total = (sizes: readonly TableSize[]): number =>
  sizes.reduce((sum, size) => sum + size.heap + size.indexes + size.toast, 0);

/** Free-space and visibility maps: 32 kB for each table that a vacuum has found rows in, however few. */
async function mapsSize(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: number }[]>`
    select sum(pg_relation_size(oid, 'fsm') + pg_relation_size(oid, 'vm'))::float8 as bytes
    from pg_class where oid >= 16384 and relkind in ('r', 'i', 't')`;
  return row?.bytes ?? 0;
}

/** Bytes by table, partitions added to their parent. `heap` includes the free-space and visibility maps. */
async function tableSizes(sql: Sql): Promise<TableSize[]> {
  return sql<TableSize[]>`
    with tables as (
      select c.oid, coalesce(parent.relname, c.relname) as name, c.reltuples, c.reltoastrelid
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      left join pg_inherits i on i.inhrelid = c.oid
      left join pg_class parent on parent.oid = i.inhparent
      where c.relkind = 'r'
    )
    select name,
           sum(greatest(reltuples, 0))::float8 as rows,
           sum(pg_table_size(oid) - coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0))::float8 as heap,
           sum(pg_indexes_size(oid))::float8 as indexes,
           sum(coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0))::float8 as toast
    from tables
    group by name
    order by sum(pg_total_relation_size(oid)) desc`;
}
