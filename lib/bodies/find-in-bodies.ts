import type { TransactionSql } from "postgres";

import { ALL_PARTS } from "./body-ids";
import { type Place, placeOf } from "./body-ref";
import { type Block, KIND } from "./block";
import { type BlockKey, keyText, readBlocks } from "./read-blocks";
import { type Carried, decodeRecord, placesOf } from "./record";

/** Blocks that are open at once: some 16 MB. */
const BLOCKS_AT_ONCE = 64;

/**
 * Which of these records carry a text, in any letter case and any script: a plain substring of any body, as it is written or
 * as it is escaped in JSON.
 * @param records as rows name them
 * @returns places in `records`
 */
export async function findInBodies(
  sql: TransactionSql,
  projectId: number,
  records: readonly { ref: string; shardKey: number }[],
  q: string,
): Promise<Set<number>> {
  const search = new Search(sql, projectId, q);
  const found = new Set<number>();
  const rows = records.map(({ ref, shardKey }, index) => ({ index, shardKey, place: placeOf(ref) }));
  // Neighbours lie in one block, and refer to the same ones.
  rows.sort((a, b) => b.place.block - a.place.block);
  for (let from = 0; from < rows.length;) {
    const blocks = new Set<string>();
    let to = from;
    for (; to < rows.length && blocks.size < BLOCKS_AT_ONCE; to++) blocks.add(keyOf(rows[to] as Row));
    for (const index of await search.among(rows.slice(from, to))) found.add(index);
    from = to;
  }
  return found;
}

interface Row {
  index: number;
  shardKey: number;
  place: Place;
}

const keyOf = ({ shardKey, place }: Row): string => keyText({ shardKey, block: place.block });

class Search {
  private readonly needles: string[];
  /** Bodies that hold the text, by block. */
  private readonly hits = new Map<string, ReadonlySet<number>>();

  constructor(
    private readonly sql: TransactionSql,
    private readonly projectId: number,
    q: string,
  ) {
    this.needles = [...new Set([q, JSON.stringify(q).slice(1, -1)])].map((text) => text.toLowerCase());
  }

  async among(rows: readonly Row[]): Promise<number[]> {
    const own = rows.map(({ shardKey, place }) => ({ shardKey, block: place.block }));
    const blocks = await readBlocks(this.sql, this.projectId, own);
    this.look(blocks);
    const open = new Map<Row, Place[]>();
    const others = new Map<string, BlockKey>();
    const found: number[] = [];
    for (const row of rows) {
      const carried = carriedOf(row, blocks);
      if (carried === null) continue;
      const places = ALL_PARTS.flatMap((part) => placesOf(carried, part));
      if (places.some((place) => this.holds(row.shardKey, place))) {
        found.push(row.index);
        continue;
      }
      for (const { block } of places) {
        const key = { shardKey: row.shardKey, block };
        if (!this.hits.has(keyText(key))) others.set(keyText(key), key);
      }
      open.set(row, places);
    }
    const rest = [...others.values()];
    for (let from = 0; from < rest.length; from += BLOCKS_AT_ONCE)
      this.look(await readBlocks(this.sql, this.projectId, rest.slice(from, from + BLOCKS_AT_ONCE)));
    for (const [row, places] of open)
      if (places.some((place) => this.holds(row.shardKey, place))) found.push(row.index);
    return found;
  }

  private holds(shardKey: number, { block, item }: Place): boolean {
    return this.hits.get(keyText({ shardKey, block }))?.has(item) ?? false;
  }

  private look(blocks: ReadonlyMap<string, Block>): void {
    for (const [key, block] of blocks) if (!this.hits.has(key)) this.hits.set(key, this.itemsWith(block));
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
}

function carriedOf(row: Row, blocks: ReadonlyMap<string, Block>): Carried | null {
  const block = blocks.get(keyOf(row));
  return block?.kind(row.place.item) === KIND.record
    ? decodeRecord(block.text(row.place.item), row.place.block)
    : null;
}
