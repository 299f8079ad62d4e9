import type { Sql, Tx } from "@/db/client";

import { isBody, type Kind, KIND } from "./block";
import { Bits } from "./bits";
import { type DayOfShard, listRows, liveRecords, ofDay, openRows } from "./day-blocks";
import { editBlocks } from "./edit-blocks";
import { raiseEpoch, untilNobodyRelies } from "./epochs";
import { allPlacesOf } from "./record";

/** Of a day that is over for so long little more is expected. */
const CLOSED_DAYS = 2;
/**
 * A block is left alone while a process may remember what it wrote into it: an hour (known-bodies.ts), and as much again. Epochs
 * hold those that ask for them; this holds programs of a version that did not.
 */
const REMEMBERED_HOURS = 2;
/** A day that late spans come to all the time is looked through once in so many hours. */
const AGAIN_HOURS = 24;

export interface Collected {
  /** Days of shards that were looked through. */
  days: number;
  /** Blocks out of which something was dropped. */
  blocks: number;
  /** Bodies and records that nothing referred to. */
  items: number;
  /** That were freed, not compressed. */
  bytes: number;
}

/**
 * Empties places of closed days that nothing refers to any more: of spans that were sent again and said something else, of traces
 * that are gone, of what two processes both wrote. A body is kept while a record names it that a row refers to, in whatever block
 * of the day it lies. One day of one project is looked through at a time, and not again until something was added to it.
 *
 * Nobody can refer to a place afterwards that nothing refers to now: see epochs.ts. Late spans may come while this runs; they
 * refer to blocks that came with them or after this began, which are not touched.
 * @param sql connected as recount_worker
 */
export async function collectRound(sql: Sql, now = new Date()): Promise<Collected> {
  const done: Collected = { days: 0, blocks: 0, items: 0, bytes: 0 };
  const [next] = await sql<{ projectId: number; day: string; shards: number[] }[]>`
    select b.project_id as "projectId", b.day::text as day, array_agg(distinct b.shard_key order by b.shard_key) as shards
    from body_blocks b /* every shard */
    left join body_epochs e on e.project_id = b.project_id and e.day = b.day
    where b.day < ${daysBefore(now, CLOSED_DAYS)}::date
      and (e.collected_at is null or e.collected_at < ${hoursBefore(now, AGAIN_HOURS)})
    group by b.project_id, b.day
    having min(b.packed) = 2 and max(b.written_at) < ${hoursBefore(now, REMEMBERED_HOURS)}
    order by b.day desc, b.project_id
    limit 1`;
  if (next === undefined) return done;
  const { projectId, day, shards } = next;
  const epoch = (await raiseEpoch(sql, projectId, [day])).get(day) ?? 0;
  // A batch that is under way still: the next round comes in a minute.
  if (!(await untilNobodyRelies(sql, projectId))) return done;
  for (const shardKey of shards) {
    const of = { projectId, shardKey, day };
    const unused = await sql.begin("isolation level repeatable read read only", (tx) =>
      unusedPlaces(tx, of, epoch),
    );
    const edited = await sql.begin(async (tx) => {
      const dropped = await editBlocks(tx, of, unused.keys(), (block, opened, item) =>
        unused.get(block)?.has(item) === true && isInUse(opened.kind(item))
          ? { kind: KIND.dropped, text: "" }
          : null,
      );
      // Looked through: not opened again unless another block comes to the day.
      await tx`update body_blocks set packed = 3 where ${ofDay(tx, of)} and packed = 2 and epoch < ${epoch}`;
      return dropped;
    });
    done.days++;
    done.blocks += edited.blocks;
    done.items += edited.items;
    done.bytes += edited.bytes;
  }
  await sql`
    update body_epochs set collected_at = ${now} where project_id = ${projectId} and day = ${day}::date`;
  return done;
}

/** Neither empty already nor a sign that something was erased, which is shown. */
const isInUse = (kind: Kind | undefined): boolean => kind === KIND.record || isBody(kind);

/** Places by block that nothing refers to, of blocks that nobody remembers. */
async function unusedPlaces(tx: Tx, of: DayOfShard, epoch: number): Promise<Map<number, Bits>> {
  const used = new Map<number, Bits>();
  const bitsOf = (block: number): Bits => {
    let bits = used.get(block);
    if (bits === undefined) used.set(block, (bits = new Bits()));
    return bits;
  };
  /** How many items each block has, of those that may lose any. */
  const items = new Map<number, Bits>();
  for await (const blocks of openRows(tx, of, await listRows(tx, of))) {
    for (const { block, opened, row } of blocks) {
      if (row.epoch >= epoch) continue;
      const held = new Bits();
      for (let item = 0; item < opened.items; item++) if (isInUse(opened.kind(item))) held.add(item);
      items.set(block, held);
    }
    for (const { block, item, carried } of await liveRecords(tx, of, blocks)) {
      bitsOf(block).add(item);
      for (const place of allPlacesOf(carried)) bitsOf(place.block).add(place.item);
    }
  }
  const unused = new Map<number, Bits>();
  for (const [block, held] of items) {
    held.without(used.get(block));
    if (held.any()) unused.set(block, held);
  }
  return unused;
}

const hoursBefore = (now: Date, hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const daysBefore = (now: Date, days: number): string =>
  hoursBefore(now, days * 24)
    .toISOString()
    .slice(0, 10);
