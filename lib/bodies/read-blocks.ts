import { LRUCache } from "lru-cache";
import type { TransactionSql } from "postgres";

import { plainArray } from "@/db/pg-array";

import { dayOfBlock } from "./body-ref";
import { type Block, decompress } from "./block";
import { readEpochs } from "./epochs";
import { openBlocks } from "./pack";

/** Of a project: a block's number is unique within a shard. */
export interface BlockKey {
  shardKey: number;
  block: number;
}

/** Blocks that this process has opened last, not compressed, as of which epoch of their day: an erased text is not read again. */
const lately = new LRUCache<string, { block: Block; epoch: number }>({
  maxSize: 32 * 1024 * 1024,
  sizeCalculation: ({ block }) => block.bytes.length + 8 * block.items + 100,
});

export const keyText = ({ shardKey, block }: BlockKey): string => `${shardKey} ${block}`;
export function keyOfText(text: string): BlockKey {
  const [shardKey = 0, block = 0] = text.split(" ").map(Number);
  return { shardKey, block };
}

/**
 * Opens blocks of a project, by {@link keyText}: one statement for those that were not open; what retention has taken is absent.
 * @param sql inside a transaction that has set the project
 * @param isFresh takes them from the store alone: what is remembered says nothing about what somebody did to that
 */
export async function readBlocks(
  sql: TransactionSql,
  projectId: number,
  keys: readonly BlockKey[],
  isFresh = false,
): Promise<Map<string, Block>> {
  const found = new Map<string, Block>();
  const missing: BlockKey[] = [];
  const held = [...new Map(keys.map((key) => [keyText(key), key]))].map(([text, key]) => ({
    key,
    text,
    last: isFresh ? undefined : lately.get(`${projectId} ${text}`),
  }));
  const epochs = held.some(({ last }) => last !== undefined)
    ? await readEpochs(sql, projectId, daysOf(keys))
    : new Map<string, number>();
  for (const { key, text, last } of held)
    if (last !== undefined && last.epoch === (epochs.get(dayOfBlock(key.block)) ?? 0))
      found.set(text, last.block);
    else missing.push(key);
  if (missing.length === 0) return found;
  for (const [key, block] of await readRows(sql, projectId, missing)) found.set(key, block);
  const packed = missing.filter((key) => !found.has(keyText(key)));
  if (packed.length === 0) return found;
  const rows = await rowsAndEpochs(
    sql,
    projectId,
    packed,
    sql<BlockRow[]>`
    select distinct shard_key as shard, b.block::text as first, last_block::text as last, bodies
    from unnest(${plainArray(packed.map(({ block }) => String(block)))}::bigint[]) as wanted (block)
    join body_blocks b on int8range(b.block, b.last_block, '[]') @> wanted.block
    where ${scope(sql, projectId, packed)} and b.last_block > b.block`,
  );
  await open(projectId, rows, found);
  return found;
}

/** Every block in the rows that begin with one of these: those that were packed with it, too. */
export async function readRows(
  sql: TransactionSql,
  projectId: number,
  keys: readonly BlockKey[],
): Promise<Map<string, Block>> {
  const found = new Map<string, Block>();
  const rows = await rowsAndEpochs(
    sql,
    projectId,
    keys,
    sql<BlockRow[]>`
    select shard_key as shard, block::text as first, last_block::text as last, bodies
    from body_blocks
    where ${scope(sql, projectId, keys)}
      and block = any(${plainArray(keys.map(({ block }) => String(block)))}::bigint[])`,
  );
  await open(projectId, rows, found);
  return found;
}

/**
 * Rows, and the epochs of their days as they were before: what is erased after that has a later one. Both are asked at once; a
 * connection answers in order.
 */
async function rowsAndEpochs(
  sql: TransactionSql,
  projectId: number,
  keys: readonly BlockKey[],
  rows: PromiseLike<BlockRow[]>,
): Promise<{ rows: BlockRow[]; epochs: Map<string, number> }> {
  const [epochs, found] = await Promise.all([readEpochs(sql, projectId, daysOf(keys)), rows]);
  return { rows: found, epochs };
}

const daysOf = (keys: readonly BlockKey[]): string[] => [
  ...new Set(keys.map(({ block }) => dayOfBlock(block))),
];

interface BlockRow {
  shard: number;
  first: string;
  last: string;
  bodies: Buffer;
}

function scope(sql: TransactionSql, projectId: number, keys: readonly BlockKey[]) {
  const days = plainArray(daysOf(keys));
  const shards = plainArray([...new Set(keys.map(({ shardKey }) => shardKey))]);
  return sql`project_id = ${projectId} and shard_key = any(${shards}::int[]) and day = any(${days}::date[])`;
}

/** Adds the blocks of these rows to what was found. */
async function open(
  projectId: number,
  { rows, epochs }: { rows: readonly BlockRow[]; epochs: ReadonlyMap<string, number> },
  found: Map<string, Block>,
): Promise<void> {
  await Promise.all(
    rows.map(async ({ shard, first, last, bodies }) => {
      for (const { block, opened } of openBlocks(Number(first), Number(last), await decompress(bodies))) {
        const text = keyText({ shardKey: shard, block });
        found.set(text, opened);
        const epoch = epochs.get(dayOfBlock(block)) ?? 0;
        lately.set(`${projectId} ${text}`, { block: opened, epoch });
      }
    }),
  );
}
