import type { Sql, Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { Failure } from "@/lib/errors";

import { Bits } from "./bits";
import { isBody, KIND } from "./block";
import { type BlocksRow, type DayOfShard, listRows, liveRecords, ofDay, openRows } from "./day-blocks";
import { type Edit, type Edited, editBlocks } from "./edit-blocks";
import { allPlacesOf, decodeRecord } from "./record";
import { type Passage } from "./redact-passage";
import { hashesOf, mayHold } from "./trigram-filter";

/** Bytes that are opened for one erasure, not compressed. */
const MOST_BYTES = 2 * 1024 ** 3;
const FILTERS_AT_ONCE = 64;

/** What is to be erased on one day of a shard. */
export interface Found {
  of: DayOfShard;
  /** Blocks that change. */
  blocks: number[];
  edit: Edit;
  /** 32 hex digits: whose bodies they are. */
  traces: Set<string>;
}

/** How much one erasure may open. */
export class Allowance {
  private left = MOST_BYTES;

  /** @throws Failure bad_request */
  take(rows: readonly BlocksRow[]): void {
    for (const { bytes } of rows) this.left -= bytes;
    if (this.left < 0)
      throw new Failure(
        "bad_request",
        `More than ${MOST_BYTES / 1024 ** 3} GiB would have to be looked through at once: give fewer days or traces, or a longer text.`,
      );
  }
}

/** Finds in a transaction of one moment, in which rows and blocks fit together. */
export const atOneMoment = <T>(sql: Sql, projectId: number, find: (tx: Tx) => Promise<T>): Promise<T> =>
  inProject(sql, projectId, find, { readOnly: true });

/** Days of shards on which the spans of these traces lie. @param ids 32 hex digits */
export async function daysOfTraces(
  tx: Tx,
  { projectId, shardKeys }: { projectId: number; shardKeys: readonly number[] },
  ids: readonly string[],
): Promise<DayOfShard[]> {
  return tx<DayOfShard[]>`
    select distinct ${projectId}::int as "projectId", shard_key as "shardKey", day::date::text as day
    from trace_days, generate_series(first_day, last_day, interval '1 day') as day
    where project_id = ${projectId} and shard_key = any(${plainArray(shardKeys)}::int[]) and trace_id = any(${uuidArray(ids)}::uuid[])
    order by 3, 2`;
}

/**
 * What traces carry on a day: their records, and the bodies that no record of another trace names which a row refers to.
 * @param doomed ids of traces, 32 hex digits
 * @param epoch blocks that carry it, or a later one, are left alone: epochs.ts
 * @param at when it is erased, ISO 8601
 */
export async function findTraces(
  tx: Tx,
  of: DayOfShard,
  doomed: ReadonlySet<string>,
  { epoch, at, allowance }: { epoch: number; at: string; allowance: Allowance },
): Promise<Found> {
  const rows = await listRows(tx, of);
  // Filters know texts, not whose they are: records of earlier copies may lie in any block of the day.
  const own = rows;
  allowance.take(own);
  const traces = new Set<string>();
  /** Places by block that may be erased: records of these traces, and what they name. */
  const erased = new Map<number, Bits>();
  const bodies = new Map<number, Bits>();
  const young = new Set<number>();
  for await (const blocks of openRows(tx, of, own))
    for (const { block, opened, row } of blocks) {
      if (row.epoch >= epoch) {
        young.add(block);
        continue;
      }
      for (let item = 0; item < opened.items; item++) {
        if (opened.kind(item) !== KIND.record) continue;
        const carried = decodeRecord(opened.text(item), block);
        if (!doomed.has(carried.traceId)) continue;
        traces.add(carried.traceId);
        bitsIn(erased, block).add(item);
        for (const place of allPlacesOf(carried)) bitsIn(bodies, place.block).add(place.item);
      }
    }
  // Whose records may name them: those of the blocks that hold them, and of blocks that refer to these.
  const holding = rows.filter(
    (row) =>
      row.others.some((block) => bodies.has(block)) ||
      [...bodies.keys()].some((block) => block >= row.block && block <= row.lastBlock),
  );
  allowance.take(holding);
  for await (const blocks of openRows(tx, of, holding)) {
    for (const { carried } of await liveRecords(tx, of, blocks)) {
      if (doomed.has(carried.traceId)) continue;
      for (const { block, item } of allPlacesOf(carried)) bodies.get(block)?.remove(item);
    }
    for (const { block, row } of blocks) if (row.epoch >= epoch) young.add(block);
  }
  const targets = [...new Set([...erased.keys(), ...bodies.keys()])].filter((block) => !young.has(block));
  const edit: Edit = (block, opened, item) => {
    const kind = opened.kind(item);
    const isErased =
      kind === KIND.record ? erased.get(block)?.has(item) : isBody(kind) && bodies.get(block)?.has(item);
    return isErased === true ? { kind: KIND.erased, text: at } : null;
  };
  return { of, blocks: targets, edit, traces };
}

/** What holds a text on a day, wherever it stands in a body. Parameters as of {@link findTraces}. */
export async function findPassage(
  tx: Tx,
  of: DayOfShard,
  passage: Passage,
  { epoch, allowance }: { epoch: number; allowance: Allowance },
): Promise<Found> {
  const rows = await listRows(tx, of);
  const hashes = [passage.plainParts.flatMap(hashesOf)];
  const holding = await rowsThatMayHold(
    tx,
    of,
    rows.filter((row) => row.epoch < epoch),
    hashes,
  );
  allowance.take(holding);
  const found = new Map<number, Bits>();
  for await (const blocks of openRows(tx, of, holding))
    for (const { block, opened } of blocks)
      for (let item = 0; item < opened.items; item++) {
        const kind = opened.kind(item);
        if (isBody(kind) && passage.redacted(kind, opened.text(item)) !== null)
          bitsIn(found, block).add(item);
      }
  const naming = rows.filter(
    (row) =>
      row.others.some((block) => found.has(block)) ||
      [...found.keys()].some((block) => block >= row.block && block <= row.lastBlock),
  );
  allowance.take(naming);
  const traces = new Set<string>();
  for await (const blocks of openRows(tx, of, naming))
    for (const { carried } of await liveRecords(tx, of, blocks))
      if (allPlacesOf(carried).some(({ block, item }) => found.get(block)?.has(item) === true))
        traces.add(carried.traceId);
  const edit: Edit = (block, opened, item) => {
    const kind = opened.kind(item);
    if (!isBody(kind) || found.get(block)?.has(item) !== true) return null;
    const text = passage.redacted(kind, opened.text(item));
    return text === null ? null : { kind, text };
  };
  return { of, blocks: [...found.keys()], edit, traces };
}

/** Rewrites what was found, day by day. @param tx the one that also says who has done it */
export async function eraseFound(tx: Tx, found: readonly Found[]): Promise<Edited> {
  const sum: Edited = { blocks: 0, items: 0, bodies: 0, bytes: 0 };
  for (const { of, blocks, edit } of found) {
    const edited = await editBlocks(tx, of, blocks, edit);
    for (const key of ["blocks", "items", "bodies", "bytes"] as const) sum[key] += edited[key];
  }
  return sum;
}

const bitsIn = (blocks: Map<number, Bits>, block: number): Bits => {
  let bits = blocks.get(block);
  if (bits === undefined) blocks.set(block, (bits = new Bits()));
  return bits;
};

/** Rows whose filter lets any of these through, and those that have none yet. @param wanted hashes of which all must be there */
async function rowsThatMayHold(
  tx: Tx,
  of: DayOfShard,
  rows: readonly BlocksRow[],
  wanted: readonly (readonly number[])[],
): Promise<BlocksRow[]> {
  const found: BlocksRow[] = [];
  for (let from = 0; from < rows.length; from += FILTERS_AT_ONCE) {
    const some = rows.slice(from, from + FILTERS_AT_ONCE);
    const filters = new Map(
      (
        await tx<{ block: string; filter: Buffer | null }[]>`
          select block::text as block, filter from body_blocks
          where ${ofDay(tx, of)} and block = any(${plainArray(some.map(({ block }) => block))}::bigint[])`
      ).map(({ block, filter }) => [Number(block), filter]),
    );
    for (const row of some) {
      const filter = filters.get(row.block) ?? null;
      if (filter === null || wanted.some((hashes) => mayHold(filter, hashes))) found.push(row);
    }
  }
  return found;
}
