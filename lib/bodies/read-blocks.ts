import { LRUCache } from "lru-cache";
import type { TransactionSql } from "postgres";

import { plainArray } from "@/db/pg-array";

import { dayOfBlock } from "./body-ref";
import { Block, decompress } from "./block";

/** Of a project: a block's number is unique within a shard. */
export interface BlockKey {
  shardKey: number;
  block: number;
}

/** Blocks that this process has opened last, not compressed. */
const opened = new LRUCache<string, Block>({
  maxSize: 32 * 1024 * 1024,
  sizeCalculation: (block) => block.bytes.length + 8 * block.items + 100,
});

export const keyText = ({ shardKey, block }: BlockKey): string => `${shardKey} ${block}`;

/**
 * Opens blocks of a project, by {@link keyText}: one statement for those that were not open; what retention has taken is absent.
 * @param sql inside a transaction that has set the project
 */
export async function readBlocks(
  sql: TransactionSql,
  projectId: number,
  keys: readonly BlockKey[],
): Promise<Map<string, Block>> {
  const found = new Map<string, Block>();
  const missing: BlockKey[] = [];
  const seen = new Set<string>();
  for (const key of keys) {
    const text = keyText(key);
    if (seen.has(text)) continue;
    seen.add(text);
    const block = opened.get(`${projectId} ${text}`);
    if (block === undefined) missing.push(key);
    else found.set(text, block);
  }
  if (missing.length === 0) return found;
  const days = plainArray([...new Set(missing.map(({ block }) => dayOfBlock(block)))]);
  const shards = plainArray([...new Set(missing.map(({ shardKey }) => shardKey))]);
  const rows = await sql<{ shard: number; block: string; bodies: Buffer }[]>`
    select shard_key as shard, block::text as block, bodies
    from body_blocks
    where project_id = ${projectId}
      and shard_key = any(${shards}::int[])
      and day = any(${days}::date[])
      and block = any(${plainArray(missing.map(({ block }) => String(block)))}::bigint[])`;
  await Promise.all(
    rows.map(async ({ shard, block, bodies }) => {
      const text = keyText({ shardKey: shard, block: Number(block) });
      const made = new Block(await decompress(bodies));
      found.set(text, made);
      opened.set(`${projectId} ${text}`, made);
    }),
  );
  return found;
}
