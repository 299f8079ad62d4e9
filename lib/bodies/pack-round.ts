import type { Sql, Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";

import { Block, compress, decompress } from "./block";
import { packBlocks, unpackBlocks } from "./pack";
import { makeFilter } from "./trigram-filter";

/** Blocks are left alone while what they hold may still be asked for all the time, and while one may be on its way. */
const SETTLED_MINUTES = 10;
/** Of a day that is over for so long nothing more is expected. */
const CLOSED_DAYS = 2;
/** Bytes of a packed row before compression. */
const PACK_BYTES = 1024 * 1024;
/** A block that is so full gains little by neighbours. */
const FULL_BYTES = 128 * 1024;
/** Rows that are looked at together. */
const AT_ONCE = 200;
/** Brotli's quality for what is packed. */
const HARDER = 5;
/** A round ends after so long: it goes on with the next. */
const ROUND_MS = 3_000;

export interface Packed {
  rowsBefore: number;
  rowsAfter: number;
}

interface Row {
  projectId: number;
  shardKey: number;
  day: string;
  block: string;
  lastBlock: string;
  bytes: number;
  others: string[] | null;
  epoch: number;
  bodies: Buffer;
}

/**
 * Gives settled blocks their filter, puts small ones together, and compresses those of closed days harder. Bodies keep their
 * places. Each pack is a transaction of its own; two workers skip each other's rows.
 * @param sql connected as recount_worker
 */
export async function packRound(sql: Sql, now = new Date()): Promise<Packed> {
  const done = { rowsBefore: 0, rowsAfter: 0 };
  const until = Date.now() + ROUND_MS;
  for (const step of [packSettled, packClosed])
    for (let more = true; more && Date.now() < until;) {
      const { rowsBefore, rowsAfter } = await sql.begin((tx) => step(tx, now));
      more = rowsBefore > 0;
      done.rowsBefore += rowsBefore;
      done.rowsAfter += rowsAfter;
    }
  return done;
}

async function packSettled(tx: Tx, now: Date): Promise<Packed> {
  const before = new Date(now.getTime() - SETTLED_MINUTES * 60_000);
  const rows = await tx<Row[]>`
    select project_id as "projectId", shard_key as "shardKey", day::text as day, block::text as block, last_block::text as "lastBlock",
      bytes, others::text[] as others, epoch, bodies
    from body_blocks /* every shard */
    where packed = 0 and written_at < ${before}
    order by written_at
    limit ${AT_ONCE}
    for update skip locked`;
  return write(tx, rows, { packed: 1, quality: (row) => (row.bytes >= FULL_BYTES ? null : HARDER) });
}

async function packClosed(tx: Tx, now: Date): Promise<Packed> {
  const day = new Date(now.getTime() - CLOSED_DAYS * 86_400_000).toISOString().slice(0, 10);
  const rows = await tx<Row[]>`
    select project_id as "projectId", shard_key as "shardKey", day::text as day, block::text as block, last_block::text as "lastBlock",
      bytes, others::text[] as others, epoch, bodies
    from body_blocks /* every shard */
    where packed = 1 and day < ${day}::date
    order by day desc, project_id, shard_key, block
    limit 8
    for update skip locked`;
  return write(tx, rows, { packed: 2, quality: () => HARDER });
}

interface How {
  packed: number;
  /** Of Brotli; null: it stays as it is compressed, and by itself. */
  quality: (row: Row) => number | null;
}

async function write(tx: Tx, rows: readonly Row[], { packed, quality }: How): Promise<Packed> {
  let rowsAfter = 0;
  for (const { group, harder } of groupsOf(rows, quality)) {
    const contents = await Promise.all(
      group.map(async (row) =>
        unpackBlocks(Number(row.block), Number(row.lastBlock), await decompress(row.bodies)),
      ),
    );
    const blocks = contents.flat().toSorted((a, b) => a.block - b.block);
    const filter = makeFilter(blocks.flatMap(({ content }) => new Block(content).searchable()));
    const [first] = group as [Row];
    const { projectId, shardKey, day, epoch } = first;
    const mine = tx`project_id = ${projectId} and shard_key = ${shardKey} and day = ${day}::date`;
    const numbers = plainArray(group.map(({ block }) => block));
    rowsAfter++;
    if (harder === null) {
      await tx`update body_blocks set packed = ${packed}, filter = ${filter} where ${mine} and block = any(${numbers}::bigint[])`;
      continue;
    }
    const [from, to] = [blocks[0]?.block ?? 0, blocks.at(-1)?.block ?? 0];
    const content = from === to ? (blocks[0]?.content as Buffer) : packBlocks(blocks);
    const others = [...new Set(group.flatMap((row) => row.others ?? []))];
    await tx`delete from body_blocks where ${mine} and block = any(${numbers}::bigint[])`;
    await tx`
      insert into body_blocks (project_id, shard_key, day, block, last_block, bytes, packed, others, epoch, filter, bodies)
      values (${projectId}, ${shardKey}, ${day}, ${String(from)}, ${String(to)}, ${content.length}, ${packed},
        ${others.length === 0 ? null : plainArray(others)}::bigint[], ${epoch}, ${filter}, ${await compress(content, harder)})`;
  }
  return { rowsBefore: rows.length, rowsAfter };
}

/** Neighbours of one project, shard and day that may lose places at the same time (epochs.ts), up to the size of a pack. */
function groupsOf(rows: readonly Row[], quality: How["quality"]): { group: Row[]; harder: number | null }[] {
  const groups: { group: Row[]; harder: number | null; key: string; bytes: number }[] = [];
  const placed = rows.toSorted((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : Number(a.block) - Number(b.block),
  );
  for (const row of placed) {
    const harder = quality(row);
    const last = groups.at(-1);
    const joins =
      last !== undefined &&
      harder !== null &&
      last.harder === harder &&
      last.key === keyOf(row) &&
      last.bytes + row.bytes <= PACK_BYTES;
    if (!joins) groups.push({ group: [row], harder, key: keyOf(row), bytes: row.bytes });
    else {
      last.group.push(row);
      last.bytes += row.bytes;
    }
  }
  return groups;
}

const keyOf = ({ projectId, shardKey, day, epoch }: Row): string =>
  `${projectId} ${shardKey} ${day} ${epoch}`;
