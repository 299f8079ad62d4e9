import { plainArray } from "@/db/pg-array";

import type { Body } from "./body";
import type { BodyIds } from "./body-ids";
import { type BlockNumbers, dayNumber, MAX_ITEMS, type Place } from "./body-ref";
import { BlockBuilder, compress, KIND } from "./block";
import type { Relied } from "./epochs";
import type { KnownBodies } from "./known-bodies";
import { carriesNothing, encodeRecord, type Placed, placedOf } from "./record";

/** A block is closed when it holds so many bytes: what one span carries stays together. */
const BLOCK_BYTES = 256 * 1024;
/** Blocks besides its own that a record may refer to: opening a span opens no more. What lies in more is written again, together. */
const MAX_OTHER_BLOCKS = 16;

/** One that finds nothing needs no epochs. */
export type Known = Pick<KnownBodies, "find" | "add"> & Partial<Pick<KnownBodies, "epochOf" | "learnEpoch">>;

/** Whose bodies they are. */
export interface Carrier {
  shardKey: number;
  /** 32 hex digits. */
  traceId: string;
  /** Of its start: "2026-11-29". */
  day: string;
  /** Names this copy of the span: the same one again refers to the record that is stored. */
  id: string;
  ids: BodyIds;
}

/** A row of `body_blocks`. */
export interface BlockRow extends Record<string, unknown> {
  block: bigint;
  last_block: bigint;
  day: string;
  shard_key: number;
  /** Compressed. */
  bodies: Buffer;
  /** Of the bodies, not compressed. */
  bytes: number;
  /** Blocks that its records refer to, as an array's text; null: none. */
  others: string | null;
  /** Of its day, as this process knew it. */
  epoch: number;
}

export interface WrittenBodies {
  blocks: BlockRow[];
  /** Days of which the batch refers to places that were known before it: to be named in its transaction. */
  relied: Relied[];
  /** Where the record of each carrier lies, in their order; null: it carries nothing. */
  records: (Place | null)[];
  /** To be called after commit. */
  remember: () => void;
}

/** Blocks of one shard and day while they are filled. */
class DayWriter {
  readonly done: { block: number; others: number[]; content: Buffer }[] = [];
  readonly written = new Map<string, Place>();
  /** Whether anything refers to a place that was known before. */
  relies = false;
  private builder = new BlockBuilder();
  private block: number;
  /** Blocks that records of this one refer to. */
  private others = new Set<number>();

  constructor(
    private readonly numbers: BlockNumbers,
    private readonly nowMs: number,
    private readonly day: number,
    private readonly bodies: ReadonlyMap<string, Body>,
    private readonly findKnown: (id: string) => Place | null,
  ) {
    this.block = numbers.next(day, nowMs);
  }

  /** @returns where the carrier's record lies; null: it carries nothing */
  record({ traceId, id, ids }: Carrier): Place | null {
    if (carriesNothing(ids)) return null;
    const again = this.written.get(id) ?? this.find(id);
    if (again !== null) return again;
    const before = new Set<number>();
    let placed = placedOf(
      ids,
      (name) => this.written.get(name) ?? this.known(name, before) ?? this.write(name),
    );
    // Too far apart: what was known is written here, together.
    if (before.size > MAX_OTHER_BLOCKS)
      placed = placedOf(ids, (name) => this.written.get(name) ?? this.write(name));
    this.makeRoom();
    const record = encodeRecord(traceId, placed, this.block);
    this.note(placed);
    return this.remember(id, this.builder.add(KIND.record, record));
  }

  private known(name: string, blocks: Set<number>): Place | null {
    const place = this.find(name);
    if (place !== null) blocks.add(place.block);
    return place;
  }

  private find(name: string): Place | null {
    const place = this.findKnown(name);
    this.relies ||= place !== null;
    return place;
  }

  /** Blocks that this one's records refer to. */
  private note({ singles, lists, documents }: Placed): void {
    const note = (place: Place | null): void => {
      if (place !== null && place.block !== this.block) this.others.add(place.block);
    };
    singles.forEach(note);
    for (const places of lists) places?.forEach(note);
    documents?.forEach(({ place }) => note(place));
  }

  private write(id: string): Place {
    const body = this.bodies.get(id);
    if (body === undefined) throw new Error(`The batch has no body ${id}`);
    this.makeRoom();
    return this.remember(id, this.builder.add(body.format, body.text));
  }

  private remember(id: string, item: number): Place {
    const place = { block: this.block, item };
    this.written.set(id, place);
    return place;
  }

  private makeRoom(): void {
    if (this.builder.bytes < BLOCK_BYTES && this.builder.items < MAX_ITEMS) return;
    this.close();
    this.builder = new BlockBuilder();
    this.others = new Set();
    this.block = this.numbers.next(this.day, this.nowMs);
  }

  close(): void {
    if (this.builder.items > 0)
      this.done.push({ block: this.block, others: [...this.others], content: this.builder.finish() });
  }
}

/** A block that is full, or the last of a batch. */
interface FilledBlock {
  block: number;
  shardKey: number;
  day: string;
  epoch: number;
  others: number[];
  /** Not compressed. */
  content: Buffer;
}

interface Filled {
  filled: FilledBlock[];
  relied: Relied[];
  records: (Place | null)[];
  remember: () => void;
}

/**
 * Puts the bodies of a batch into blocks: each once a shard and day, those that are known to be stored not again.
 * @param bodies by shard and name
 */
export function fillBlocks(
  projectId: number,
  carriers: readonly Carrier[],
  bodies: ReadonlyMap<number, ReadonlyMap<string, Body>>,
  known: Known,
  numbers: BlockNumbers,
): Filled {
  const nowMs = Date.now();
  const writers = new Map<string, { writer: DayWriter; shardKey: number; day: string; epoch: number }>();
  const records = carriers.map((carrier) => {
    const { shardKey, day } = carrier;
    const key = `${shardKey} ${day}`;
    let found = writers.get(key);
    if (found === undefined) {
      const number = dayNumber(day);
      const findKnown = (id: string) => known.find(projectId, shardKey, number, id);
      const writer = new DayWriter(numbers, nowMs, number, bodies.get(shardKey) ?? new Map(), findKnown);
      writers.set(key, (found = { writer, shardKey, day, epoch: known.epochOf?.(projectId, number) ?? 0 }));
    }
    return found.writer.record(carrier);
  });
  const filled = [...writers.values()].flatMap(({ writer, ...of }) => {
    writer.close();
    return writer.done.map((done) => ({ ...done, ...of }));
  });
  const remember = (): void => {
    for (const { writer, shardKey, day, epoch } of writers.values())
      for (const [id, place] of writer.written)
        known.add(projectId, shardKey, dayNumber(day), id, place, epoch);
  };
  const relied = new Map<string, number>();
  for (const { writer, day, epoch } of writers.values()) if (writer.relies) relied.set(day, epoch);
  return { filled, relied: [...relied].map(([day, epoch]) => ({ day, epoch })), records, remember };
}

/** The same, compressed off the main thread: rows of `body_blocks`. */
export async function writeBodies(...batch: Parameters<typeof fillBlocks>): Promise<WrittenBodies> {
  const { filled, ...rest } = fillBlocks(...batch);
  const blocks = await Promise.all(
    filled.map(async ({ block, shardKey, day, epoch, others, content }): Promise<BlockRow> => {
      const number = BigInt(block);
      return {
        block: number,
        last_block: number,
        day,
        shard_key: shardKey,
        bodies: await compress(content),
        bytes: content.length,
        others: others.length === 0 ? null : plainArray(others),
        epoch,
      };
    }),
  );
  return { blocks, ...rest };
}
