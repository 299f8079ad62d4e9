import { createReadStream, readdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { decompress } from "@/lib/bodies/block";
import { readEnv } from "@/lib/env";
import { type Dropped, dropOld } from "@/lib/retention/drop-old";

import { percentile } from "./load";
import { report } from "./report";
import { openStore, readSeeded, type SeededStore, startIngest } from "./seeded-store";

const DAY_MS = 86_400_000;
const PIECE_BYTES = 32;
/** Blocks of the day from which pieces are taken that are searched for afterwards. */
const BLOCKS = 12;
const LOAD_SECONDS = 40;

/**
 * What it takes to forget the oldest day of a seeded store while spans arrive, and whether a byte of what was said in it is left in
 * any file of the database. The store is a day shorter afterwards.
 */
export async function benchRetention(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { "data-dir": { type: "string" }, ingest: { type: "string", default: "2000" } },
  });
  const dataDir = path.resolve(values["data-dir"] ?? readEnv().dataDir);
  const seeded = readSeeded(dataDir);
  const store = await openStore(dataDir, seeded);
  const worker = connect(store.url, { role: "recount_worker", max: 2, applicationName: "recount worker" });
  try {
    const day = await oldestDay(store.owner);
    const pieces = await piecesOf(store.owner, day);
    const floor = await timed(() => store.owner`select 1`);
    const { sent, dropped, ms, again } = await dropBeside(store, worker, day, Number(values.ingest));
    await store.owner`checkpoint`;
    await store.owner`vacuum`;
    const files = await filesOf(store.owner);
    const texts = await findIn(files, pieces.texts);
    const traceIds = await findIn(files, pieces.traceIds);
    report({
      name: "retention: drop a day",
      value: ms,
      unit: "ms",
      spans: seeded.spans,
      day,
      ...dropped,
      again_ms: again,
      floor,
      floor_is: "ms, select 1",
      ingest_per_second: sent.spans / sent.seconds,
      ingest_longest_gap_ms: sent.longestGapMs,
      ingest_p95_ms: percentile(sent.latenciesMs, 0.95),
    });
    report({
      name: "retention: pieces of its texts in files afterwards",
      value: texts.length,
      unit: "pieces found",
      searched: pieces.texts.length,
      trace_ids: traceIds.length,
      trace_ids_searched: pieces.traceIds.length,
      where: [...texts, ...traceIds].slice(0, 5),
    });
  } finally {
    await worker.end({ timeout: 5 });
    await store.close();
  }
}

/** Drops a day while spans arrive. */
async function dropBeside(store: SeededStore, worker: Sql, day: string, spansPerSecond: number) {
  const load = await startIngest(store, spansPerSecond, LOAD_SECONDS);
  try {
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const now = new Date();
    await keepAllBut(store.owner, day, now);
    let dropped: Dropped | null = null;
    const ms = await timed(async () => {
      do dropped = await dropOld(worker, now);
      while (dropped.postponed);
    });
    const again = await timed(() => dropOld(worker, now));
    return { sent: await load.report, dropped: dropped as Dropped | null, ms, again };
  } finally {
    await load.stop();
  }
}

async function timed(run: () => PromiseLike<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

async function oldestDay(owner: Sql): Promise<string> {
  const [row] = await owner<{ day: string }[]>`
    select min(day)::text as day from body_blocks -- every shard`;
  if (!row?.day) throw new Error("the store holds no bodies");
  return row.day;
}

/** Sets the retention of all projects to what reaches back to the day after. */
async function keepAllBut(owner: Sql, day: string, now: Date): Promise<void> {
  const age = Math.floor((now.getTime() - Date.parse(`${day}T00:00:00Z`)) / DAY_MS);
  await owner`update projects set retention_days = ${age - 2}`;
}

/** Pieces of a day's compressed blocks, and numbers of its traces as records and rows hold them. */
async function piecesOf(owner: Sql, day: string): Promise<{ texts: Buffer[]; traceIds: Buffer[] }> {
  const blocks = await owner<{ bodies: Buffer }[]>`
    select bodies from body_blocks -- every shard
    where day = ${day}::date order by md5(block::text) limit ${BLOCKS}`;
  const opened = await Promise.all(blocks.map(({ bodies }) => decompress(bodies)));
  return {
    texts: blocks.map(({ bodies }) =>
      bodies.subarray(bodies.length >> 1, (bodies.length >> 1) + PIECE_BYTES),
    ),
    traceIds: opened.flatMap((bytes) => {
      const [, id] = /"x":"([0-9a-f]{32})"/.exec(bytes.toString("latin1")) ?? [];
      return id === undefined ? [] : [Buffer.from(id, "hex")];
    }),
  };
}

/** All files of the database but its write-ahead log, which is written over in time. */
async function filesOf(owner: Sql): Promise<string[]> {
  const [row] = await owner<
    [{ directory: string }]
  >`select setting as directory from pg_settings where name = 'data_directory'`;
  return readdirSync(path.join(row.directory, "base"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

async function findIn(files: readonly string[], pieces: readonly Buffer[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    let before = Buffer.alloc(0);
    for await (const chunk of createReadStream(file, { highWaterMark: 16 * 1024 * 1024 })) {
      const bytes = Buffer.concat([before, chunk as Buffer]);
      for (const piece of pieces)
        if (bytes.includes(piece))
          found.push(`${path.basename(file)}: ${piece.toString("hex").slice(0, 16)}`);
      before = bytes.subarray(-2 * PIECE_BYTES);
    }
  }
  return found;
}
