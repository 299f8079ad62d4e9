import { plainArray, textArray, uuidArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";
import type { JsonObject } from "@/lib/model/json";

import type { StoredPart } from "./part";

/** A piece as a row. */
export interface PartRow {
  objectId: string;
  partId: string;
  shardKey: number;
  /** Microseconds since the epoch. */
  mergedAt: bigint;
  traceId: string | null;
  body: string;
}

/** What is read of one object at most, the newest pieces first: a client that never stops updating costs bounded memory. */
const MAX_PARTS_READ = 2_000;
const MAX_BYTES_READ = 64 * 1024 * 1024;

/** Stores pieces that are not there yet, and returns after commit. */
export async function storeParts(ctx: Context, source: string, rows: readonly PartRow[]): Promise<void> {
  // Sorted by key: two requests with the same pieces wait for each other in the same order.
  const sorted = rows.toSorted((a, b) => order(a.objectId, b.objectId) || order(a.partId, b.partId));
  const receivedOn = ctx.now().toISOString().slice(0, 10);
  await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx`
      insert into span_parts (project_id, object_id, part_id, shard_key, merged_at, trace_id, body, received_on, source)
      select ${ctx.project.id}::int, u.object_id, u.part_id, u.shard_key, u.merged_at, u.trace_id, u.body,
        ${receivedOn}::date, ${source}::text
      from unnest(${uuidArray(sorted.map((row) => row.objectId))}::uuid[],
        ${uuidArray(sorted.map((row) => row.partId))}::uuid[],
        ${plainArray(sorted.map((row) => row.shardKey))}::int[],
        ${plainArray(sorted.map((row) => row.mergedAt))}::bigint[],
        ${uuidArray(sorted.map((row) => row.traceId))}::uuid[],
        ${textArray(sorted.map((row) => row.body))}::text[])
        as u (object_id, part_id, shard_key, merged_at, trace_id, body)
      on conflict do nothing`,
  );
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** All that is known of some objects: pieces in the order of merging, and how many there are. */
export type KnownParts = Map<string, { parts: StoredPart[]; count: number }>;

/** Reads the pieces of objects: all that were committed before this call. */
export async function readParts(
  ctx: Context,
  objects: readonly { objectId: string; shardKey: number }[],
): Promise<KnownParts> {
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<{ object_id: string; part_id: string; merged_at: string; body: string; count: number }[]>`
      select object_id, part_id, merged_at::text as merged_at, body, count
      from (
        select object_id, part_id, merged_at, body,
          count(*) over (partition by shard_key, object_id)::int as count,
          row_number() over newest as place,
          sum(octet_length(body)) over newest as bytes
        from span_parts
        where project_id = ${ctx.project.id}
          and shard_key = any(${plainArray([...new Set(objects.map((one) => one.shardKey))])}::int[])
          and object_id = any(${uuidArray(objects.map((one) => one.objectId))}::uuid[])
        window newest as (partition by shard_key, object_id order by merged_at desc, part_id desc)
      ) known
      where place = 1 or (place <= ${MAX_PARTS_READ} and bytes <= ${MAX_BYTES_READ})
      order by known.object_id, known.merged_at, known.part_id`,
    { readOnly: true },
  );
  const known: KnownParts = new Map();
  for (const row of rows) {
    const objectId = hexOfUuid(row.object_id);
    let object = known.get(objectId);
    if (!object) known.set(objectId, (object = { parts: [], count: row.count }));
    object.parts.push({
      id: hexOfUuid(row.part_id),
      atNs: BigInt(row.merged_at) * 1000n,
      body: JSON.parse(row.body) as JsonObject,
    });
  }
  return known;
}
