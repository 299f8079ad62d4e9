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
  sizeCalculation: ({ block }) => sizeOf(block),
});
const sizeOf = (block: Block): number => block.bytes.length + 8 * block.items + 100;

/**
 * Blocks that one reader has read from the store, the last ones. Who holds the store against its seals trusts no others: what this process
 * remembers says nothing about what somebody did to the store. And who reads all there is leaves to pages what those have read.
 */
export type OwnBlocks = LRUCache<string, Block>;
export const ownBlocks = (): OwnBlocks =>
  new LRUCache<string, Block>({ maxSize: 16 * 1024 * 1024, sizeCalculation: sizeOf });

export const keyText = ({ shardKey, block }: BlockKey): string => `${shardKey} ${block}`;
export function keyOfText(text: string): BlockKey {
  const [shardKey = 0, block = 0] = text.split(" ").map(Number);
  return { shardKey, block };
}

/**
 * Opens blocks of a project, by {@link keyText}: one statement for those that were not open; what retention has taken is absent.
 * @param sql inside a transaction that has set the project
 * @param own instead of those that this process remembers
 */
export async function readBlocks(
  sql: TransactionSql,
  projectId: number,
  keys: readonly BlockKey[],
  own?: OwnBlocks,
): Promise<Map<string, Block>> {
  if (own !== undefined) return readOwn(sql, projectId, keys, own);
  const found = new Map<string, Block>();
  const missing: BlockKey[] = [];
  const held = [...new Map(keys.map((key) => [keyText(key), key]))].map(([text, key]) => ({
    key,
    text,
    last: lately.get(`${projectId} ${text}`),
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
  const last = await rowsAndEpochs(sql, projectId, packed, packedRows(sql, projectId, packed));
  for (const [key, block] of await open(last.rows, remembering(projectId, last.epochs)))
    found.set(key, block);
  return found;
}

async function readOwn(
  sql: TransactionSql,
  projectId: number,
  keys: readonly BlockKey[],
  own: OwnBlocks,
): Promise<Map<string, Block>> {
  const found = new Map<string, Block>();
  const lacking = (): BlockKey[] => keys.filter((key) => !found.has(keyText(key)));
  const take = (text: string, block: Block): void => {
    own.set(text, block);
    found.set(text, block);
  };
  for (const key of keys) {
    const block = own.get(keyText(key));
    if (block !== undefined) found.set(keyText(key), block);
  }
  for (const rowsOf of [firstRows, packedRows]) {
    const missing = lacking();
    if (missing.length > 0) await open(await rowsOf(sql, projectId, missing), take);
  }
  return found;
}

/** Every block in the rows that begin with one of these: those that were packed with it, too. */
export async function readRows(
  sql: TransactionSql,
  projectId: number,
  keys: readonly BlockKey[],
): Promise<Map<string, Block>> {
  const { rows, epochs } = await rowsAndEpochs(sql, projectId, keys, firstRows(sql, projectId, keys));
  return open(rows, remembering(projectId, epochs));
}

/** Rows that begin with these blocks. */
const firstRows = (sql: TransactionSql, projectId: number, keys: readonly BlockKey[]) => sql<BlockRow[]>`
  select shard_key as shard, block::text as first, last_block::text as last, bodies
  from body_blocks
  where ${scope(sql, projectId, keys)}
    and block = any(${plainArray(keys.map(({ block }) => String(block)))}::bigint[])`;

/** Rows in which these were packed with others. */
const packedRows = (sql: TransactionSql, projectId: number, keys: readonly BlockKey[]) => sql<BlockRow[]>`
  select distinct shard_key as shard, b.block::text as first, last_block::text as last, bodies
  from unnest(${plainArray(keys.map(({ block }) => String(block)))}::bigint[]) as wanted (block)
  join body_blocks b on int8range(b.block, b.last_block, '[]') @> wanted.block
  where ${scope(sql, projectId, keys)} and b.last_block > b.block`;

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

const remembering =
  (projectId: number, epochs: ReadonlyMap<string, number>) =>
  (text: string, opened: Block, block: number): void =>
    void lately.set(`${projectId} ${text}`, { block: opened, epoch: epochs.get(dayOfBlock(block)) ?? 0 });

/** The blocks of these rows. @param take is told each of them */
async function open(
  rows: readonly BlockRow[],
  take: (text: string, opened: Block, block: number) => void,
): Promise<Map<string, Block>> {
  const found = new Map<string, Block>();
  await Promise.all(
    rows.map(async ({ shard, first, last, bodies }) => {
      for (const { block, opened } of openBlocks(Number(first), Number(last), await decompress(bodies))) {
        const text = keyText({ shardKey: shard, block });
        found.set(text, opened);
        take(text, opened, block);
      }
    }),
  );
  return found;
}
