import type { TransactionSql } from "postgres";

import { noteContent } from "@/lib/audit/content-scope";
import { isObject, type Json } from "@/lib/model/json";
import type { Document, Message } from "@/lib/model/message";

import { MESSAGE_PARTS, type MessagesPart, type Part, type SinglePart, type WantedPart } from "./body-ids";
import { type Place, placeOf } from "./body-ref";
import { type Block, isBody, KIND } from "./block";
import { type BlockKey, keyOfText, keyText, type OwnBlocks, readBlocks } from "./read-blocks";
import { type Carried, decodeRecord, NOTHING_CARRIED, placesOf } from "./record";

/** What is wanted of a record. */
export interface WantedBodies {
  /** `body_ref` of a row; null: it carries nothing. */
  ref: string | null;
  shardKey: number;
  parts: readonly WantedPart[];
}

/** A body as it lies in its block. */
export interface StoredBody {
  text: string;
  isJson: boolean;
}

interface HeldBody extends StoredBody {
  value?: Json;
}

/** Blocks that are open at once, some 8 MB: of each only what is wanted is kept. */
const BLOCKS_AT_ONCE = 32;

/** Bodies that were read, by where they lie: a history is carried by each of its calls, and read once. */
export class Texts {
  /** By block, then by place. */
  private readonly blocks = new Map<string, Map<number, HeldBody>>();
  /** Places of a block follow each other: its name is made once. */
  private last = { shardKey: -1, block: -1, texts: new Map<number, HeldBody>() };

  take(key: BlockKey, block: Block, item: number): void {
    const kind = block.kind(item);
    const texts = this.inBlock(key.shardKey, key.block);
    if (isBody(kind) && !texts.has(item))
      texts.set(item, { text: block.text(item), isJson: kind === KIND.json });
  }

  private inBlock(shardKey: number, block: number): Map<number, HeldBody> {
    if (this.last.block === block && this.last.shardKey === shardKey) return this.last.texts;
    const name = keyText({ shardKey, block });
    let texts = this.blocks.get(name);
    if (texts === undefined) this.blocks.set(name, (texts = new Map()));
    this.last = { shardKey, block, texts };
    return texts;
  }

  value(shardKey: number, { block, item }: Place): Json {
    const held = this.inBlock(shardKey, block).get(item);
    if (held === undefined) return null;
    held.value ??= held.isJson ? parsed(held.text) : held.text;
    return held.value;
  }

  /** As it is stored. */
  text(shardKey: number, { block, item }: Place): string | null {
    return this.inBlock(shardKey, block).get(item)?.text ?? null;
  }

  stored(shardKey: number, { block, item }: Place): StoredBody | null {
    return this.inBlock(shardKey, block).get(item) ?? null;
  }
}

/** Where a passage that went across its strings was blackened, JSON is text. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** What one row carries, opened: text as a string, JSON as its value; null: not stored, erased, or not asked for. */
export class Opened {
  constructor(
    private readonly carried: Carried,
    private readonly shardKey: number,
    private readonly texts: Texts,
    /** When all of it was erased (ISO 8601); null: it was not. */
    readonly erasedAt: string | null = null,
  ) {}

  value(part: SinglePart): Json {
    const place = this.carried.single(part);
    return place === null ? null : this.texts.value(this.shardKey, place);
  }

  /** Characters of its text; null: it is not stored. */
  length(part: SinglePart): number | null {
    const place = this.carried.single(part);
    return place === null ? null : (this.texts.text(this.shardKey, place)?.length ?? null);
  }

  text(part: SinglePart): string | null {
    const value = this.value(part);
    return value === null || typeof value === "string" ? value : JSON.stringify(value);
  }

  /** Null: no list is stored, or none of its messages is left. */
  messages(part: MessagesPart): Message[] | null {
    const places = this.carried.messages(part) ?? [];
    const found = places.map((place) => this.texts.value(this.shardKey, place)).filter(isObject);
    return found.length === 0 ? null : (found as unknown as Message[]);
  }

  /** Each message of a list as it is stored, to compare two lists; null: it is gone. */
  messageTexts(part: MessagesPart): (string | null)[] | null {
    return this.carried.messages(part)?.map((place) => this.texts.text(this.shardKey, place)) ?? null;
  }

  /** Every body of a part as it is stored, in order; null: it is gone. Undefined: the row carries no such part. */
  stored(part: Part): (StoredBody | null)[] | undefined {
    const places =
      part === "documents"
        ? this.carried.documents()?.map(({ place }) => place)
        : part in MESSAGE_PARTS
          ? this.carried.messages(part as MessagesPart)
          : this.carried.single(part as SinglePart);
    if (places === null || places === undefined) return undefined;
    return Array.isArray(places)
      ? places.map((place) => this.texts.stored(this.shardKey, place))
      : [this.texts.stored(this.shardKey, places)];
  }

  /** Of each document how well it was said to fit. */
  scores(): (number | null)[] {
    return this.carried.documents()?.map(({ score }) => score) ?? [];
  }

  /** The last message of a list. */
  last(part: MessagesPart): Message | null {
    const place = this.carried.messages(part)?.at(-1);
    const value = place === undefined ? null : this.texts.value(this.shardKey, place);
    return isObject(value) ? (value as unknown as Message) : null;
  }

  documents(): Document[] | null {
    const found = (this.carried.documents() ?? []).flatMap(({ place, score }) => {
      const value = this.texts.value(this.shardKey, place);
      if (!isObject(value)) return [];
      const { id = null, content = null, ...rest } = value;
      return [{ id, content, score, ...rest } as unknown as Document];
    });
    return found.length === 0 ? null : found;
  }
}

/** Bodies that were read for one answer. */
export class Bodies {
  static readonly none = new Bodies(new Map());

  /** @param records by shard and ref */
  constructor(private readonly records: ReadonlyMap<string, Opened>) {}

  /** Null: the row carries nothing, retention has taken it, or it was not asked for. */
  of(ref: string | null, shardKey: number): Opened | null {
    return ref === null ? null : (this.records.get(`${shardKey} ${ref}`) ?? null);
  }
}

interface Row {
  ref: string;
  key: BlockKey;
  item: number;
  parts: readonly WantedPart[];
}

/**
 * What rows carry, to be answered with: as {@link openBodies}, in a transaction of `readContent`, which logs it.
 * @throws Error in any other transaction
 */
export function readBodies(
  sql: TransactionSql,
  projectId: number,
  wanted: Iterable<WantedBodies>,
): Promise<Bodies> {
  const all = [...wanted];
  if (all.some(({ ref, parts }) => ref !== null && parts.length > 0)) noteContent(sql);
  return openBodies(sql, projectId, all);
}

/**
 * Opens what rows carry: the blocks of their records, then those that these refer to, some at a time. What is held afterwards
 * is what was wanted, not the blocks. For what is made of it (figures, topics, likeness); whoever answers with it asks
 * {@link readBodies}. The permission to read content is the caller's question.
 * @param sql inside a transaction that has set the project
 * @param options.own blocks that the asker has read itself, instead of those that this process remembers
 */
export async function openBodies(
  sql: TransactionSql,
  projectId: number,
  wanted: Iterable<WantedBodies>,
  { own }: { own?: OwnBlocks } = {},
): Promise<Bodies> {
  const rows: Row[] = [];
  for (const { ref, shardKey, parts } of wanted) {
    if (ref === null) continue;
    const { block, item } = placeOf(ref);
    rows.push({ ref, key: { shardKey, block }, item, parts });
  }
  const records = new Map<string, Opened>();
  const texts = new Texts();
  const elsewhere = new Wanted();
  const how = { projectId, own };
  await openAll(sql, how, groupRows(rows), (own, block) => {
    for (const { ref, key, item, parts } of own) {
      if (block.kind(item) === KIND.erased)
        records.set(
          `${key.shardKey} ${ref}`,
          new Opened(NOTHING_CARRIED, key.shardKey, texts, block.text(item)),
        );
      if (block.kind(item) !== KIND.record) continue;
      const carried = decodeRecord(block.text(item), key.block);
      records.set(`${key.shardKey} ${ref}`, new Opened(carried, key.shardKey, texts));
      for (const part of parts)
        for (const place of placesOf(carried, part))
          if (place.block === key.block) texts.take(key, block, place.item);
          else elsewhere.add(key.shardKey, place);
    }
  });
  await openAll(sql, how, elsewhere.byBlock, ({ key, items }, block) => {
    for (const item of items) texts.take(key, block, item);
  });
  return new Bodies(records);
}

/** Places in other blocks. */
class Wanted {
  readonly byBlock = new Map<string, { key: BlockKey; items: Set<number> }>();

  add(shardKey: number, { block, item }: Place): void {
    const key = { shardKey, block };
    const name = keyText(key);
    const known = this.byBlock.get(name);
    if (known) known.items.add(item);
    else this.byBlock.set(name, { key, items: new Set([item]) });
  }
}

function groupRows(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = keyText(row.key);
    const known = groups.get(name);
    if (known) known.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}

/** Opens blocks, some at a time, and hands each over with what is wanted of it. @param wanted by {@link keyText} */
async function openAll<Of>(
  sql: TransactionSql,
  { projectId, own }: { projectId: number; own: OwnBlocks | undefined },
  wanted: ReadonlyMap<string, Of>,
  take: (of: Of, block: Block) => void,
): Promise<void> {
  const names = [...wanted.keys()];
  for (let from = 0; from < names.length; from += BLOCKS_AT_ONCE) {
    const some = names.slice(from, from + BLOCKS_AT_ONCE);
    const blocks = await readBlocks(sql, projectId, some.map(keyOfText), own);
    for (const name of some) {
      const block = blocks.get(name);
      if (block !== undefined) take(wanted.get(name) as Of, block);
    }
  }
}
