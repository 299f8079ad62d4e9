import type { TransactionSql } from "postgres";

import { uuidArray } from "@/db/pg-array";
import { hexOfUuid } from "@/lib/model/ids";
import { isObject, type Json } from "@/lib/model/json";
import type { Document, Message } from "@/lib/model/message";

import { JSON_FORMAT } from "./content";

const refOf = (value: Json | undefined): string | null =>
  isObject(value) && typeof value.$content === "string" ? value.$content : null;

/**
 * Where a stored message or document may refer to another content: its `content`, or the `text` of its parts.
 * Nowhere else, so that JSON of a client that happens to hold "$content" stays what it is.
 */
function refsIn(value: Json, into: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) refsIn(item, into);
  if (!isObject(value)) return;
  const ref = refOf(value.content);
  if (ref !== null) into.add(ref);
  if (!Array.isArray(value.content)) return;
  for (const part of value.content) {
    const partRef = isObject(part) ? refOf(part.text) : null;
    if (partRef !== null) into.add(partRef);
  }
}

/** Bodies read for one answer, by content id. */
export class Contents {
  constructor(private readonly values: ReadonlyMap<string, Json>) {}

  /** Text as a string, JSON as its value; null when the id is null or the content is gone. */
  value(id: string | null): Json {
    return id === null ? null : (this.values.get(hexOfUuid(id)) ?? null);
  }

  text(id: string | null): string | null {
    const value = this.value(id);
    return value === null || typeof value === "string" ? value : JSON.stringify(value);
  }

  message(id: string): Message | null {
    return this.filled(this.value(id)) as unknown as Message | null;
  }

  /** A list of documents, or one that was stored by itself. */
  documents(id: string): Document[] {
    const value = this.value(id);
    const found = (Array.isArray(value) ? value : [value]).map((item) => this.filled(item));
    return found.filter((item) => item !== null) as unknown as Document[];
  }

  private filled(value: Json): Json {
    if (!isObject(value)) return null;
    const content = value.content ?? null;
    if (!Array.isArray(content)) return { ...value, content: this.resolve(content) };
    return {
      ...value,
      content: content.map((part) =>
        isObject(part) && "text" in part ? { ...part, text: this.resolve(part.text ?? null) } : part,
      ),
    };
  }

  private resolve(value: Json): Json {
    const ref = refOf(value);
    return ref === null ? value : this.text(ref);
  }
}

/**
 * Reads contents by id with what they refer to: two statements however many ids.
 * The permission to read content is the caller's question.
 * @param sql inside a transaction that has set the project
 */
export async function readContents(
  sql: TransactionSql,
  projectId: number,
  shardKeys: readonly number[],
  ids: Iterable<string | null>,
): Promise<Contents> {
  const values = new Map<string, Json>();
  let wanted = new Set<string>();
  for (const id of ids) if (id !== null) wanted.add(hexOfUuid(id));
  while (wanted.size > 0) {
    const rows = await sql<{ id: string; format: number; body: string }[]>`
      select id, format, body
      from contents
      where project_id = ${projectId}
        and shard_key = any(${`{${shardKeys.join(",")}}`}::int[])
        and id = any(${uuidArray([...wanted])}::uuid[])`;
    const next = new Set<string>();
    for (const row of rows) {
      const value = row.format === JSON_FORMAT ? (JSON.parse(row.body) as Json) : row.body;
      values.set(hexOfUuid(row.id), value);
      if (row.format === JSON_FORMAT) refsIn(value, next);
    }
    for (const id of values.keys()) next.delete(id);
    // A name is the hash of what it names, so references cannot go in circles.
    wanted = new Set([...next].filter((id) => !wanted.has(id)));
  }
  return new Contents(values);
}
