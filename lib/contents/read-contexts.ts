import type { TransactionSql } from "postgres";

import { uuidArray } from "@/db/pg-array";
import { hexOfUuid } from "@/lib/model/ids";

export interface ContextList {
  /** Contents of all messages of the list, in order. */
  messageIds: string[];
  /** How many of them the parent list already had: the rest is new since the call before. */
  inherited: number;
  parentId: string | null;
}

/** Whole message lists by context id: one recursive statement for any number of calls of a trace. */
export async function readContexts(
  sql: TransactionSql,
  projectId: number,
  shardKeys: readonly number[],
  ids: Iterable<string | null>,
): Promise<Map<string, ContextList>> {
  const wanted = new Set<string>();
  for (const id of ids) if (id !== null) wanted.add(hexOfUuid(id));
  if (wanted.size === 0) return new Map();
  const rows = await sql<{ id: string; parent_id: string | null; message_ids: string[] }[]>`
    with recursive chain as (
      select id, parent_id, message_ids
      from contexts
      where project_id = ${projectId}
        and shard_key = any(${`{${shardKeys.join(",")}}`}::int[])
        and id = any(${uuidArray([...wanted])}::uuid[])
      union
      select parent.id, parent.parent_id, parent.message_ids
      from chain
      join contexts parent
        on parent.project_id = ${projectId}
       and parent.shard_key = any(${`{${shardKeys.join(",")}}`}::int[])
       and parent.id = chain.parent_id
    )
    select id, parent_id, message_ids::text[] as message_ids from chain`;
  const nodes = new Map(rows.map((row) => [hexOfUuid(row.id), row]));
  const lists = new Map<string, ContextList>();
  for (const id of wanted) {
    const own = nodes.get(id);
    if (!own) continue;
    const parts: string[][] = [];
    for (let node: typeof own | undefined = own; node;) {
      parts.push(node.message_ids.map(hexOfUuid));
      node = node.parent_id === null ? undefined : nodes.get(hexOfUuid(node.parent_id));
    }
    const messageIds = parts.toReversed().flat();
    lists.set(id, {
      messageIds,
      inherited: messageIds.length - own.message_ids.length,
      parentId: own.parent_id === null ? null : hexOfUuid(own.parent_id),
    });
  }
  return lists;
}
