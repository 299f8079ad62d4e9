import type { TransactionSql } from "postgres";

import { plainArray } from "@/db/pg-array";

import type { Part } from "./body-ids";
import { dayOfBlock, MAX_ITEMS, type Place, placeOf, refOf } from "./body-ref";
import { type Block, isBody, KIND } from "./block";
import { type BlockKey, keyOfText, keyText, readBlocks, readRows } from "./read-blocks";
import { foldCase } from "./fold";
import { allPlacesOf, decodeRecord, placesOf } from "./record";
import { formsOf } from "./term-forms";
import { noteContent } from "@/lib/audit/content-scope";
import { hashesOf } from "./trigram-filter";

/** Blocks that are open at once: some 16 MB. */
const BLOCKS_AT_ONCE = 64;
/** Blocks of a day that are opened to see who refers to them; where more may hold the text, its traces are asked one by one. */
const MOST_BLOCKS = 128;
/** The same where a found body is referred to: only what names it is decoded. */
const MOST_REFERRING = 256;
/**
 * Blocks of the last minutes have no filter yet, and are opened instead: so many, and so many bytes of them, which takes half a second.
 * Where more came, traces are asked one by one.
 */
const MOST_YOUNG_BLOCKS = 2_000;
const MOST_YOUNG_BYTES = 64 * 1024 * 1024;
/** Blocks that are opened before it is seen whether the text is said everywhere. */
const BLOCKS_TO_JUDGE = 8;
/** Records that carry the text, in all of the days. */
const MOST_RECORDS = 5_000;

/** What came of a span, when it had ended; all else was there when it began. */
export const cameOf = (part: Part): boolean => part === "output" || part === "result" || part === "error";

/** Where a text is shown when several parts of a span hold it. */
const BEST_FIRST: readonly Part[] = [
  ...(["system", "context", "input", "documents", "output", "result", "error"] as const),
  ...(["metadata", "sent", "attributes", "settings", "resource"] as const),
];

interface Scope {
  projectId: number;
  shardKeys: readonly number[];
}

/** Where a record is, in a project. */
export interface RecordKey {
  ref: string;
  shardKey: number;
}

/** A body that holds the text. */
export interface HoldingBody {
  part: Part;
  /** Its place among the messages or documents of the part; 0 elsewhere. */
  index: number;
  /** As it is stored. */
  text: string;
  isJson: boolean;
  /** Names of the attributes, as JSON; of a span as it was sent. */
  keys: string | null;
}

/**
 * Finds a text, in any letter case and any script: a plain substring of any body, in any of its forms.
 */
export class BodySearch {
  /** Folded forms of the text. */
  readonly needles: readonly string[];
  /** Records that were found to carry it, by trace (32 hex digits). */
  readonly carriers = new Map<string, RecordKey[]>();
  /** Of each form of the text: hashes of its trigrams. */
  private readonly hashes: number[][];
  /** Bodies that hold the text, by block. */
  private readonly hits = new Map<string, ReadonlySet<number>>();

  constructor(
    private readonly sql: TransactionSql,
    private readonly scope: Scope,
    q: string,
  ) {
    this.needles = [...new Set(formsOf(q).map(foldCase))];
    this.hashes = this.needles.map(hashesOf);
  }

  /**
   * Records of these days that carry the text, by the filters of their blocks: without looking at a span.
   * @param days "2026-11-29"
   * @returns refs and whose they are; null: too many may, look at their traces one by one with {@link among}
   */
  async recordsOf(days: readonly string[]): Promise<FoundRecord[] | null> {
    const [holding, young] = await Promise.all([
      this.rowsWhere(days, this.sql`filter is not null and (${this.mayHold()})`),
      this.youngRows(days),
    ]);
    if (holding === null || young === null) return null;
    const open = new Map<string, Block>();
    let carriers = 0;
    for (const keys of [...inPieces(holding, BLOCKS_TO_JUDGE), ...inPieces(young, BLOCKS_AT_ONCE)]) {
      for (const [key, block] of await this.look(keys, readRows)) {
        if (!this.hits.get(key)?.size) continue;
        open.set(key, block);
        carriers += this.recordsIn(key, block).length;
      }
      // Said everywhere: the rest is not opened to learn it again.
      if (carriers > MOST_RECORDS) return null;
    }
    const withHits = [...open.keys()];
    if (withHits.length === 0) return [];
    const numbers = plainArray(withHits.map((key) => String(keyOfText(key).block)));
    // A record refers to blocks of its own day.
    const daysOfHits = [...new Set(withHits.map((key) => dayOfBlock(keyOfText(key).block)))];
    const refers: Fragment = this.sql`others && ${numbers}::bigint[]`;
    const referring = await this.rowsWhere(daysOfHits, refers, MOST_REFERRING);
    if (referring === null) return null;
    const refs = withHits.flatMap((key) => this.recordsIn(key, open.get(key) as Block));
    for (const keys of inPieces(referring, BLOCKS_AT_ONCE)) {
      for (const [key, block] of await readRows(this.sql, this.scope.projectId, keys))
        if (!withHits.includes(key)) refs.push(...this.recordsReferring(key, block, withHits));
      if (refs.length > MOST_RECORDS) return null;
    }
    for (const one of refs) this.note(one.traceId, one);
    return refs;
  }

  /**
   * Which of these records carry the text.
   * @returns places in `records`
   */
  async among(records: readonly RecordKey[]): Promise<Set<number>> {
    const found = new Set<number>();
    const rows = records.map(({ ref, shardKey }, index) => ({ index, ref, shardKey, place: placeOf(ref) }));
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
    const open: { row: Row; traceId: string; places: Place[] }[] = [];
    const others = new Map<string, BlockKey>();
    const found: number[] = [];
    const take = (row: Row, traceId: string): void => {
      found.push(row.index);
      this.note(traceId, row);
    };
    for (const row of rows) {
      const { shardKey, place } = row;
      const block = blocks.get(keyText({ shardKey, block: place.block }));
      if (block?.kind(place.item) !== KIND.record) continue;
      const carried = decodeRecord(block.text(place.item), place.block);
      const places = allPlacesOf(carried);
      if (places.some((one) => this.holds(shardKey, one))) take(row, carried.traceId);
      else {
        open.push({ row, traceId: carried.traceId, places });
        for (const { block: number } of places) {
          const key = { shardKey, block: number };
          if (!this.hits.has(keyText(key))) others.set(keyText(key), key);
        }
      }
    }
    for (const keys of inPieces([...others.values()], BLOCKS_AT_ONCE)) await this.look(keys);
    for (const { row, traceId, places } of open)
      if (places.some((one) => this.holds(row.shardKey, one))) take(row, traceId);
    return found;
  }

  private note(traceId: string, { ref, shardKey }: RecordKey): void {
    const known = this.carriers.get(traceId);
    if (known) known.push({ ref, shardKey });
    else this.carriers.set(traceId, [{ ref, shardKey }]);
  }

  /**
   * The first body of each of these records that holds the text: what was said before what was sent. Opens blocks that the search
   * has opened, and of a span as it was sent the one with the names of its attributes.
   * @param records of {@link carriers}; @returns in their order; null: it is gone
   */
  async bodiesOf(records: readonly RecordKey[]): Promise<(HoldingBody | null)[]> {
    noteContent(this.sql);
    const keyOf = (shardKey: number, { block }: Place): BlockKey => ({ shardKey, block });
    const rows = records.map(({ ref, shardKey }) => ({ shardKey, place: placeOf(ref) }));
    const open = (keys: readonly BlockKey[]) => readBlocks(this.sql, this.scope.projectId, keys);
    const own = await open(rows.map(({ shardKey, place }) => keyOf(shardKey, place)));
    const places = rows.map(({ shardKey, place }) => {
      const block = own.get(keyText(keyOf(shardKey, place)));
      if (block?.kind(place.item) !== KIND.record) return null;
      const carried = decodeRecord(block.text(place.item), place.block);
      for (const part of BEST_FIRST)
        for (const [index, at] of placesOf(carried, part).entries())
          if (this.holds(shardKey, at))
            return { shardKey, part, index, at, keys: part === "sent" ? carried.single("attributes") : null };
      return null;
    });
    const wanted = places.flatMap((one) =>
      one === null ? [] : [one.at, ...(one.keys ? [one.keys] : [])].map((at) => keyOf(one.shardKey, at)),
    );
    const blocks = await open(wanted);
    return places.map((one) => one && bodyIn(blocks, one));
  }

  /**
   * Every body of these records that holds the text. What a model was given is told with the first of the spans that carry it, as all
   * later calls carry it too. Opens blocks that the search has opened.
   * @param records of {@link among}, in the order of their spans; @param told places that were told, which grows
   * @returns in their order
   */
  async bodiesOnce(records: readonly RecordKey[], told: Set<string>): Promise<HoldingBody[][]> {
    noteContent(this.sql);
    const all: HoldingBody[][] = [];
    for (const some of inPieces(records, BLOCKS_AT_ONCE)) {
      const rows = some.map(({ ref, shardKey }) => ({ shardKey, place: placeOf(ref) }));
      const keyOf = (shardKey: number, { block }: Place): BlockKey => ({ shardKey, block });
      const open = (keys: readonly BlockKey[]) => readBlocks(this.sql, this.scope.projectId, keys);
      const own = await open(rows.map(({ shardKey, place }) => keyOf(shardKey, place)));
      const places = rows.map(({ shardKey, place }) => {
        const block = own.get(keyText(keyOf(shardKey, place)));
        if (block?.kind(place.item) !== KIND.record) return [];
        const carried = decodeRecord(block.text(place.item), place.block);
        const keys = carried.single("attributes");
        return BEST_FIRST.flatMap((part) =>
          placesOf(carried, part).flatMap((at, index) => {
            const name = `${keyText(keyOf(shardKey, at))}.${at.item}`;
            if (!this.holds(shardKey, at) || told.has(name)) return [];
            if (!cameOf(part)) told.add(name);
            return [{ shardKey, part, index, at, keys: part === "sent" ? keys : null }];
          }),
        );
      });
      const wanted = places
        .flat()
        .flatMap(({ shardKey, at, keys }) =>
          [at, ...(keys ? [keys] : [])].map((one) => keyOf(shardKey, one)),
        );
      const blocks = await open(wanted);
      all.push(...places.map((some) => some.flatMap((one) => bodyIn(blocks, one) ?? [])));
    }
    return all;
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
      if (isBody(block.kind(item)) && this.isIn(block.text(item))) items.add(item);
    return items;
  }

  private isIn(text: string): boolean {
    const folded = foldCase(text);
    return this.needles.some((needle) => folded.includes(needle));
  }

  private recordsIn(key: string, block: Block): FoundRecord[] {
    const { shardKey, block: number } = keyOfText(key);
    const found: FoundRecord[] = [];
    for (let item = 0; item < block.items; item++) {
      if (block.kind(item) !== KIND.record) continue;
      const carried = decodeRecord(block.text(item), number);
      if (!allPlacesOf(carried).some((place) => this.holds(shardKey, place))) continue;
      const ref = String(refOf({ block: number, item }));
      found.push({ ref, shardKey, traceId: carried.traceId });
    }
    return found;
  }

  /**
   * Records of a block that refer to bodies of these other ones which hold the text. Found as they are written (record.ts), so that
   * of thousands only those that do are decoded.
   */
  private recordsReferring(key: string, block: Block, targets: readonly string[]): FoundRecord[] {
    const { shardKey, block: number } = keyOfText(key);
    const items = new Set<number>();
    for (const target of targets) {
      const { shardKey: targetShard, block: targetBlock } = keyOfText(target);
      const held = this.hits.get(target);
      if (targetShard !== shardKey || held === undefined) continue;
      for (const { position, first, count } of referencesTo(block.bytes, targetBlock)) {
        const item = block.itemAt(position);
        if (item < 0 || items.has(item) || block.kind(item) !== KIND.record) continue;
        for (let nth = 0; nth < count; nth++)
          if (held.has(first + nth)) {
            items.add(item);
            break;
          }
      }
    }
    return [...items].map((item) => ({
      ref: String(refOf({ block: number, item })),
      shardKey,
      traceId: decodeRecord(block.text(item), number).traceId,
    }));
  }

  /** First blocks of these days' rows of which a condition holds; null: too many. */
  private async rowsWhere(
    days: readonly string[],
    condition: Fragment,
    most = MOST_BLOCKS,
  ): Promise<BlockKey[] | null> {
    const { projectId, shardKeys } = this.scope;
    const rows = await this.sql<{ shard: number; block: string }[]>`
      select shard_key as shard, block::text as block
      from body_blocks
      where project_id = ${projectId}
        and shard_key = any(${plainArray(shardKeys)}::int[])
        and day = any(${plainArray(days)}::date[])
        and (${condition})
      limit ${most + 1}`;
    if (rows.length > most) return null;
    return rows.map(({ shard, block }) => ({ shardKey: shard, block: Number(block) }));
  }

  /** Blocks of these days that have no filter yet; null: too many. */
  private async youngRows(days: readonly string[]): Promise<BlockKey[] | null> {
    const { projectId, shardKeys } = this.scope;
    const rows = await this.sql<{ shard: number; block: string; bytes: number }[]>`
      select shard_key as shard, block::text as block, bytes
      from body_blocks
      where project_id = ${projectId}
        and shard_key = any(${plainArray(shardKeys)}::int[])
        and day = any(${plainArray(days)}::date[])
        and filter is null
      limit ${MOST_YOUNG_BLOCKS + 1}`;
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    if (rows.length > MOST_YOUNG_BLOCKS || bytes > MOST_YOUNG_BYTES) return null;
    return rows.map(({ shard, block }) => ({ shardKey: shard, block: Number(block) }));
  }

  private mayHold(): Fragment {
    const { sql } = this;
    // A byte of it is read, not the whole.
    const isSet = (hash: number) =>
      sql`get_bit(substr(filter, ((${hash}::int & (octet_length(filter) * 8 - 1)) >> 3) + 1, 1), ${hash & 7}) = 1`;
    const forms = this.hashes.map((hashes) =>
      hashes.map(isSet).reduce<Fragment>((all, one) => sql`${all} and ${one}`, sql`true`),
    );
    return forms.reduce<Fragment>((any, form) => sql`${any} or (${form})`, sql`false`);
  }
}

interface PlacedBody {
  shardKey: number;
  part: Part;
  index: number;
  at: Place;
  /** Where the names of its attributes are; of a span as it was sent. */
  keys: Place | null;
}

/** Null: it is gone. */
function bodyIn(
  blocks: ReadonlyMap<string, Block>,
  { shardKey, part, index, at, keys }: PlacedBody,
): HoldingBody | null {
  const blockOf = ({ block }: Place) => blocks.get(keyText({ shardKey, block }));
  const block = blockOf(at);
  const kind = block?.kind(at.item);
  if (block === undefined || (kind !== KIND.text && kind !== KIND.json)) return null;
  return {
    part,
    index,
    text: block.text(at.item),
    isJson: kind === KIND.json,
    keys: keys && (blockOf(keys)?.text(keys.item) ?? null),
  };
}

const [COMMA, BRACKET, ZERO, NINE] = [0x2c, 0x5b, 0x30, 0x39];

/** Where bytes name bodies of another block as records do: [place, block] or [place, how many, block]. */
function* referencesTo(
  bytes: Buffer,
  block: number,
): Generator<{ position: number; first: number; count: number }> {
  const name = `,${block}]`;
  for (let at = bytes.indexOf(name, 0, "latin1"); at !== -1; at = bytes.indexOf(name, at + 1, "latin1")) {
    const last = numberBefore(bytes, at);
    if (bytes[last.from - 1] === BRACKET) yield { position: at, first: last.value, count: 1 };
    else if (bytes[last.from - 1] === COMMA) {
      const first = numberBefore(bytes, last.from - 1);
      if (bytes[first.from - 1] === BRACKET)
        yield { position: at, first: first.value, count: Math.min(last.value, MAX_ITEMS) };
    }
  }
}

function numberBefore(bytes: Buffer, end: number): { value: number; from: number } {
  let [value, from] = [0, end];
  for (let scale = 1; from > 0; scale *= 10, from--) {
    const digit = bytes[from - 1] as number;
    if (digit < ZERO || digit > NINE) break;
    value += (digit - ZERO) * scale;
  }
  return { value, from };
}

type Fragment = ReturnType<TransactionSql>;

interface Row extends RecordKey {
  index: number;
  place: Place;
}

/** A record that carries the text. */
export interface FoundRecord extends RecordKey {
  /** 32 hex digits. */
  traceId: string;
}

function* inPieces<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
