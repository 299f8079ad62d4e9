import type { TransactionSql } from "postgres";

import { plainArray } from "@/db/pg-array";

import { ALL_PARTS } from "./body-ids";
import { type Place, placeOf, refOf } from "./body-ref";
import { type Block, KIND } from "./block";
import { type BlockKey, keyOfText, keyText, readBlocks, readRows } from "./read-blocks";
import { type Carried, decodeRecord, placesOf } from "./record";
import { hashesOf } from "./trigram-filter";

/** Blocks that are open at once: some 16 MB. */
const BLOCKS_AT_ONCE = 64;
/** Blocks of a day that are opened to see who refers to them; where more may hold the text, its traces are asked one by one. */
const MOST_BLOCKS = 128;
/** Records that carry the text, in a day. */
const MOST_RECORDS = 5_000;

interface Scope {
  projectId: number;
  shardKeys: readonly number[];
}

/**
 * Finds a text, in any letter case and any script: a plain substring of any body, as it is written or as it is escaped in
 * JSON.
 */
export class BodySearch {
  private readonly needles: string[];
  /** Of each form of the text: hashes of its trigrams. */
  private readonly hashes: number[][];
  /** Bodies that hold the text, by block. */
  private readonly hits = new Map<string, ReadonlySet<number>>();

  constructor(
    private readonly sql: TransactionSql,
    private readonly scope: Scope,
    q: string,
  ) {
    const forms = [...new Set([q, JSON.stringify(q).slice(1, -1)])];
    this.needles = forms.map((text) => text.toLowerCase());
    this.hashes = forms.map(hashesOf);
  }

  /**
   * Records of these days that carry the text, by the filters of their blocks: without looking at a span.
   * @param days "2026-11-29"
   * @returns refs and whose they are; null: too many may, look at their traces one by one with {@link among}
   */
  async recordsOf(days: readonly string[]): Promise<FoundRecord[] | null> {
    const holding = await this.rowsWhere(days, this.mayHold());
    if (holding === null) return null;
    const open = await this.look(holding, readRows);
    const withHits = [...open.keys()].filter((key) => (this.hits.get(key)?.size ?? 0) > 0);
    if (withHits.length === 0) return [];
    const numbers = plainArray(withHits.map((key) => String(keyOfText(key).block)));
    const referring = await this.rowsWhere(days, this.sql`others && ${numbers}::bigint[]`);
    if (referring === null) return null;
    const refs = withHits.flatMap((key) => this.recordsIn(key, open.get(key) as Block));
    for (const keys of inPieces(referring, BLOCKS_AT_ONCE)) {
      for (const [key, block] of await readRows(this.sql, this.scope.projectId, keys))
        if (!withHits.includes(key)) refs.push(...this.recordsIn(key, block));
      if (refs.length > MOST_RECORDS) return null;
    }
    return refs;
  }

  /**
   * Which of these records carry the text.
   * @returns places in `records`
   */
  async among(records: readonly { ref: string; shardKey: number }[]): Promise<Set<number>> {
    const found = new Set<number>();
    const rows = records.map(({ ref, shardKey }, index) => ({ index, shardKey, place: placeOf(ref) }));
    // Neighbours lie in one block, and refer to the same ones.
    rows.sort((a, b) => b.place.block - a.place.block);
    for (let from = 0; from < rows.length;) {
      const blocks = new Map<string, BlockKey>();
      let to = from;
      for (; to < rows.length && blocks.size < BLOCKS_AT_ONCE; to++) {
        const { shardKey, place } = rows[to] as Row;
        blocks.set(keyText({ shardKey, block: place.block }), { shardKey, block: place.block });
      }
      for (const index of await this.amongNeighbours(rows.slice(from, to), [...blocks.values()]))
        found.add(index);
      from = to;
    }
    return found;
  }

  private async amongNeighbours(rows: readonly Row[], own: readonly BlockKey[]): Promise<number[]> {
    const blocks = await this.look(own);
    const open: { row: Row; places: Place[] }[] = [];
    const others = new Map<string, BlockKey>();
    const found: number[] = [];
    for (const row of rows) {
      const { shardKey, place } = row;
      const block = blocks.get(keyText({ shardKey, block: place.block }));
      if (block?.kind(place.item) !== KIND.record) continue;
      const places = placesIn(decodeRecord(block.text(place.item), place.block));
      if (places.some((one) => this.holds(shardKey, one))) found.push(row.index);
      else {
        open.push({ row, places });
        for (const { block: number } of places) {
          const key = { shardKey, block: number };
          if (!this.hits.has(keyText(key))) others.set(keyText(key), key);
        }
      }
    }
    for (const keys of inPieces([...others.values()], BLOCKS_AT_ONCE)) await this.look(keys);
    for (const { row, places } of open)
      if (places.some((one) => this.holds(row.shardKey, one))) found.push(row.index);
    return found;
  }

  /** Opens blocks and says of each which of its bodies hold the text. */
  private async look(keys: readonly BlockKey[], read = readBlocks): Promise<Map<string, Block>> {
    const all = new Map<string, Block>();
    for (const some of inPieces(keys, BLOCKS_AT_ONCE))
      for (const [key, block] of await read(this.sql, this.scope.projectId, some)) {
        if (!this.hits.has(key)) this.hits.set(key, this.itemsWith(block));
        all.set(key, block);
      }
    return all;
  }

  private holds(shardKey: number, { block, item }: Place): boolean {
    return this.hits.get(keyText({ shardKey, block }))?.has(item) ?? false;
  }

  private itemsWith(block: Block): Set<number> {
    const items = new Set<number>();
    if (!this.isIn(block.bytes.toString("utf8"))) return items;
    for (let item = 0; item < block.items; item++)
      if (block.kind(item) !== KIND.record && this.isIn(block.text(item))) items.add(item);
    return items;
  }

  private isIn(text: string): boolean {
    const lower = text.toLowerCase();
    return this.needles.some((needle) => lower.includes(needle));
  }

  private recordsIn(key: string, block: Block): FoundRecord[] {
    const { shardKey, block: number } = keyOfText(key);
    const found: FoundRecord[] = [];
    for (let item = 0; item < block.items; item++) {
      if (block.kind(item) !== KIND.record) continue;
      const carried = decodeRecord(block.text(item), number);
      if (placesIn(carried).some((place) => this.holds(shardKey, place)))
        found.push({ ref: String(refOf({ block: number, item })), traceId: carried.traceId });
    }
    return found;
  }

  /** First blocks of these days' rows of which a condition holds; null: too many. */
  private async rowsWhere(days: readonly string[], condition: Fragment): Promise<BlockKey[] | null> {
    const { projectId, shardKeys } = this.scope;
    const rows = await this.sql<{ shard: number; block: string }[]>`
      select shard_key as shard, block::text as block
      from body_blocks
      where project_id = ${projectId}
        and shard_key = any(${plainArray(shardKeys)}::int[])
        and day = any(${plainArray(days)}::date[])
        and (${condition})
      limit ${MOST_BLOCKS + 1}`;
    if (rows.length > MOST_BLOCKS) return null;
    return rows.map(({ shard, block }) => ({ shardKey: shard, block: Number(block) }));
  }

  private mayHold(): Fragment {
    const { sql } = this;
    const isSet = (hash: number) =>
      sql`get_bit(filter, (${hash} & (octet_length(filter) * 8 - 1))::bigint) = 1`;
    const forms = this.hashes.map((hashes) =>
      hashes.map(isSet).reduce<Fragment>((all, one) => sql`${all} and ${one}`, sql`true`),
    );
    return forms.reduce<Fragment>((any, form) => sql`${any} or (${form})`, sql`filter is null`);
  }
}

type Fragment = ReturnType<TransactionSql>;

interface Row {
  index: number;
  shardKey: number;
  place: Place;
}

const placesIn = (carried: Carried): Place[] => ALL_PARTS.flatMap((part) => placesOf(carried, part));

/** A record that carries the text. */
export interface FoundRecord {
  ref: string;
  /** 32 hex digits. */
  traceId: string;
}

function* inPieces<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
