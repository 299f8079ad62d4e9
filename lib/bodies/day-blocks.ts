import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";

import { type Block, decompress, KIND } from "./block";
import { refOf } from "./body-ref";
import { openBlocks } from "./pack";
import { type Carried, decodeRecord } from "./record";

/** Blocks of one shard and day of a project. */
export interface DayOfShard {
  projectId: number;
  shardKey: number;
  /** "2026-11-29" */
  day: string;
}

/** A row of `body_blocks` without what is in it. */
export interface BlocksRow {
  block: number;
  lastBlock: number;
  /** Not compressed. */
  bytes: number;
  others: readonly number[];
  epoch: number;
}

/** Rows that are open at once: a packed one has 1 MB. */
const ROWS_AT_ONCE = 8;

export const ofDay = (tx: Tx, { projectId, shardKey, day }: DayOfShard) =>
  tx`project_id = ${projectId} and shard_key = ${shardKey} and day = ${day}::date`;

/** The rows of a day, in the order of their blocks. */
export async function listRows(tx: Tx, of: DayOfShard): Promise<BlocksRow[]> {
  const rows = await tx<{ block: string; last: string; bytes: number; others: string[]; epoch: number }[]>`
    select block::text as block, last_block::text as last, bytes, coalesce(others, '{}')::text[] as others, epoch
    from body_blocks
    where ${ofDay(tx, of)}
    order by block`;
  return rows.map(({ block, last, bytes, others, epoch }) => ({
    block: Number(block),
    lastBlock: Number(last),
    bytes,
    others: others.map(Number),
    epoch,
  }));
}

export interface OpenBlock {
  block: number;
  opened: Block;
  row: BlocksRow;
}

/**
 * Opens rows, some at a time, and hands over their blocks: a packed row has several.
 * @param tx repeatable read, the one in which the rows were listed: between two moments they may be packed together
 */
export async function* openRows(
  tx: Tx,
  of: DayOfShard,
  rows: readonly BlocksRow[],
): AsyncGenerator<OpenBlock[]> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = new Map(rows.slice(from, from + ROWS_AT_ONCE).map((row) => [String(row.block), row]));
    const read = await tx<{ block: string; bodies: Buffer }[]>`
      select block::text as block, bodies from body_blocks
      where ${ofDay(tx, of)} and block = any(${plainArray([...some.keys()])}::bigint[])
      order by body_blocks.block`;
    const open = await Promise.all(
      read.map(async ({ block, bodies }) => {
        const row = some.get(block) as BlocksRow;
        return openBlocks(row.block, row.lastBlock, await decompress(bodies)).map((one) => ({ ...one, row }));
      }),
    );
    yield open.flat();
  }
}

export interface LiveRecord {
  block: number;
  item: number;
  carried: Carried;
}

/**
 * Records of these blocks that a row refers to: a span, what was added to one, or a trace. A record is found by the trace that it
 * names, which is that of the rows that may refer to it.
 * @param tx the one in which the blocks were listed
 */
export async function liveRecords(
  tx: Tx,
  { projectId, shardKey, day }: DayOfShard,
  blocks: readonly OpenBlock[],
): Promise<LiveRecord[]> {
  const records = new Map<string, LiveRecord>();
  for (const { block, opened } of blocks)
    for (let item = 0; item < opened.items; item++)
      if (opened.kind(item) === KIND.record)
        records.set(String(refOf({ block, item })), {
          block,
          item,
          carried: decodeRecord(opened.text(item), block),
        });
  if (records.size === 0) return [];
  const traces = uuidArray([...new Set([...records.values()].map(({ carried }) => carried.traceId))]);
  const refs = plainArray([...records.keys()]);
  const on = (time: "started_at" | "occurred_at") => tx`
    project_id = ${projectId} and shard_key = ${shardKey} and trace_id = any(${traces}::uuid[])
    and ${tx(time)} >= ${`${day}T00:00:00Z`}::timestamptz and ${tx(time)} < ${`${day}T00:00:00Z`}::timestamptz + interval '1 day'
    and body_ref = any(${refs}::bigint[])`;
  const rows = await tx<{ ref: string }[]>`
    select body_ref::text as ref from spans where ${on("started_at")}
    union
    select body_ref::text from span_additions where ${on("occurred_at")}
    union
    select r.ref::text
    from trace_days d
    join traces t on t.project_id = d.project_id and t.shard_key = d.shard_key and t.trace_id = d.trace_id
      and t.started_at >= d.first_day and t.started_at < d.last_day + 1
    cross join lateral unnest(array[t.input_ref, t.output_ref, t.metadata_ref]) as r (ref)
    where d.project_id = ${projectId} and d.shard_key = ${shardKey} and d.trace_id = any(${traces}::uuid[])
      and r.ref = any(${refs}::bigint[])`;
  return rows.flatMap(({ ref }) => records.get(ref) ?? []);
}
