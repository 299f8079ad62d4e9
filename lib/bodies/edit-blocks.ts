import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { Failure } from "@/lib/errors";

import { Block, BlockBuilder, compress, decompress, isBody, type Kind } from "./block";
import { type DayOfShard, ofDay } from "./day-blocks";
import { packBlocks, unpackBlocks } from "./pack";
import { makeFilter } from "./trigram-filter";

/** What is to stand in a place from now on; null: what stands there. */
export type Edit = (block: number, opened: Block, item: number) => { kind: Kind; text: string } | null;

export interface Edited {
  blocks: number;
  /** Places: bodies, and records of what carries them. */
  items: number;
  bodies: number;
  /** Bytes that are no longer there, not compressed. */
  bytes: number;
}

/** Brotli's quality for what is written again. */
const QUALITY = 5;
/** A row that was packed with others while this waited for it has to be looked for again. */
const TRIES = 10;

/**
 * Rewrites blocks in place: every body keeps its place, and the filter knows only what is left. Rows are locked in the order of
 * their blocks, so that two who edit a day wait for each other; packing passes over rows that are locked. One is open at a time.
 * @param targets blocks that may change
 */
export async function editBlocks(
  tx: Tx,
  of: DayOfShard,
  targets: Iterable<number>,
  edit: Edit,
): Promise<Edited> {
  const left = new Set(targets);
  const done: Edited = { blocks: 0, items: 0, bodies: 0, bytes: 0 };
  for (let tries = 0; left.size > 0; tries++) {
    const wanted = plainArray([...left]);
    const rows = () => tx<Row[]>`
      select block::text as block, last_block::text as last
      from body_blocks
      where ${ofDay(tx, of)}
        and (block = any(${wanted}::bigint[])
          or (last_block > block and exists (select from unnest(${wanted}::bigint[]) w (n) where w.n between block and last_block)))
      order by body_blocks.block`;
    const locked = await tx<Row[]>`${rows()} for update`;
    for (const row of locked) await editRow(tx, of, row, left, edit, done);
    // Packed while this waited for them: they lie in a row that this statement could not see. Else retention has taken them.
    if (left.size > 0 && locked.length === 0 && (await rows()).length === 0) break;
    if (tries === TRIES) throw new Failure("unavailable", "Its blocks are being packed; send this again.");
  }
  return done;
}

interface Row {
  block: string;
  last: string;
}

async function editRow(
  tx: Tx,
  of: DayOfShard,
  { block: first, last }: Row,
  left: Set<number>,
  edit: Edit,
  done: Edited,
): Promise<void> {
  const [row] = await tx<{ bodies: Buffer; hasFilter: boolean }[]>`
    select bodies, filter is not null as "hasFilter" from body_blocks where ${ofDay(tx, of)} and block = ${first}`;
  if (row === undefined) return;
  const before = unpackBlocks(Number(first), Number(last), await decompress(row.bodies));
  let changed = false;
  const after = before.map(({ block, content }) => {
    if (!left.delete(block)) return { block, content };
    const edited = editBlock(block, new Block(content), edit);
    if (edited.items === 0) return { block, content };
    changed = true;
    done.blocks++;
    done.items += edited.items;
    done.bodies += edited.bodies;
    done.bytes += content.length - edited.content.length;
    return { block, content: edited.content };
  });
  if (!changed) return;
  const content = first === last ? (after[0]?.content as Buffer) : packBlocks(after);
  const filter = row.hasFilter
    ? makeFilter(after.flatMap((one) => new Block(one.content).searchable()))
    : null;
  await tx`
    update body_blocks set bodies = ${await compress(content, QUALITY)}, bytes = ${content.length}, filter = ${filter}
    where ${ofDay(tx, of)} and block = ${first}`;
}

function editBlock(
  block: number,
  opened: Block,
  edit: Edit,
): { content: Buffer; items: number; bodies: number } {
  const builder = new BlockBuilder();
  let items = 0;
  let bodies = 0;
  for (let item = 0; item < opened.items; item++) {
    const put = edit(block, opened, item);
    const kind = opened.kind(item) as Kind;
    if (put !== null) {
      items++;
      if (isBody(kind)) bodies++;
    }
    builder.add(put?.kind ?? kind, put?.text ?? opened.text(item));
  }
  return { content: builder.finish(), items, bodies };
}
