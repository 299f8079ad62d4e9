import type { TransactionSql } from "postgres";

import { isObject, type Json } from "@/lib/model/json";
import type { Document, Message } from "@/lib/model/message";

import type { MessagesPart, SinglePart, WantedPart } from "./body-ids";
import { type Place, placeOf } from "./body-ref";
import { type Block, KIND } from "./block";
import { type BlockKey, keyText, readBlocks } from "./read-blocks";
import { type Carried, decodeRecord, placesOf } from "./record";

/** What is wanted of a record. */
export interface WantedBodies {
  /** `body_ref` of a row; null: it carries nothing. */
  ref: string | null;
  shardKey: number;
  parts: readonly WantedPart[];
}

/** What one row carries, opened: text as a string, JSON as its value; null: not stored, erased, or not asked for. */
export class Opened {
  constructor(
    private readonly carried: Carried,
    private readonly shardKey: number,
    private readonly blocks: ReadonlyMap<string, Block>,
    /** Values that were made of them: a history is carried by each of its calls. */
    private readonly values: Map<string, Json>,
  ) {}

  value(part: SinglePart): Json {
    const place = this.carried.single(part);
    return place === null ? null : this.at(place);
  }

  /** In UTF-8; null: it is not stored. */
  bytes(part: SinglePart): number | null {
    const place = this.carried.single(part);
    if (place === null) return null;
    return (
      this.blocks.get(keyText({ shardKey: this.shardKey, block: place.block }))?.size(place.item) ?? null
    );
  }

  text(part: SinglePart): string | null {
    const value = this.value(part);
    return value === null || typeof value === "string" ? value : JSON.stringify(value);
  }

  /** Null: no list is stored, or none of its messages is left. */
  messages(part: MessagesPart): Message[] | null {
    const places = this.carried.messages(part) ?? [];
    const found = places.map((place) => this.at(place)).filter((value) => isObject(value));
    return found.length === 0 ? null : (found as unknown as Message[]);
  }

  /** Each message of a list as it is stored, to compare two lists; null: it is gone. */
  messageTexts(part: MessagesPart): (string | null)[] | null {
    return (
      this.carried.messages(part)?.map(({ block, item }) => {
        const held = this.blocks.get(keyText({ shardKey: this.shardKey, block }));
        return held?.kind(item) === KIND.json ? held.text(item) : null;
      }) ?? null
    );
  }

  /** The last message of a list. */
  last(part: MessagesPart): Message | null {
    const place = this.carried.messages(part)?.at(-1);
    const value = place === undefined ? null : this.at(place);
    return isObject(value) ? (value as unknown as Message) : null;
  }

  documents(): Document[] | null {
    const found = (this.carried.documents() ?? []).flatMap(({ place, score }) => {
      const value = this.at(place);
      if (!isObject(value)) return [];
      const { id = null, content = null, ...rest } = value;
      return [{ id, content, score, ...rest } as unknown as Document];
    });
    return found.length === 0 ? null : found;
  }

  private at({ block, item }: Place): Json {
    const key = keyText({ shardKey: this.shardKey, block });
    const known = this.values.get(`${key} ${item}`);
    if (known !== undefined) return known;
    const held = this.blocks.get(key);
    const kind = held?.kind(item);
    if (held === undefined || (kind !== KIND.text && kind !== KIND.json)) return null;
    const text = held.text(item);
    const value = kind === KIND.json ? (JSON.parse(text) as Json) : text;
    this.values.set(`${key} ${item}`, value);
    return value;
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

/**
 * Opens what rows carry: two rounds of blocks however many rows, those of the records and those that they refer to.
 * The permission to read content is the caller's question.
 * @param sql inside a transaction that has set the project
 */
export async function readBodies(
  sql: TransactionSql,
  projectId: number,
  wanted: Iterable<WantedBodies>,
): Promise<Bodies> {
  const rows = [...wanted].flatMap(({ ref, ...row }) =>
    ref === null ? [] : [{ ...row, ref, place: placeOf(ref) }],
  );
  if (rows.length === 0) return Bodies.none;
  const blocks = await readBlocks(
    sql,
    projectId,
    rows.map(({ shardKey, place }) => ({ shardKey, block: place.block })),
  );
  const records = new Map<string, Opened>();
  const values = new Map<string, Json>();
  const others = new Map<string, BlockKey>();
  for (const { ref, shardKey, parts, place } of rows) {
    const block = blocks.get(keyText({ shardKey, block: place.block }));
    if (block?.kind(place.item) !== KIND.record) continue;
    const carried = decodeRecord(block.text(place.item), place.block);
    records.set(`${shardKey} ${ref}`, new Opened(carried, shardKey, blocks, values));
    for (const part of parts)
      for (const at of placesOf(carried, part)) {
        const key = { shardKey, block: at.block };
        if (!blocks.has(keyText(key))) others.set(keyText(key), key);
      }
  }
  for (const [key, block] of await readBlocks(sql, projectId, [...others.values()])) blocks.set(key, block);
  return new Bodies(records);
}
