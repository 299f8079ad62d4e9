import { Contents } from "@/lib/contents/read-contents";
import type { ContextList } from "@/lib/contents/read-contexts";
import type { Json } from "@/lib/model/json";
import type { ModelSpan } from "@/lib/model/span";
import { assembleSpan } from "@/lib/traces/assemble-span";
import type { SpanDocument } from "@/lib/traces/document";
import type { StoredSpan } from "@/lib/traces/span-row";

import { accept } from "./accept";
import type { Batch } from "./rows";

const PROJECT = { id: 1, slug: "p", shardKeys: [1], retentionDays: 400_000 };

/** What the Read API shows of a span that was accepted, stored in memory and read again. */
export function storedDocument(span: ModelSpan): SpanDocument {
  const { batch, rejected } = accept(
    { project: PROJECT, now: () => new Date(Number(span.startedAtNs / 1_000_000n)) },
    { spans: [span], additions: [], scores: [], rejected: [], ignored: 0 },
  );
  const [row] = batch.spans;
  if (row === undefined) throw new Error(rejected[0]?.message ?? "no row");
  return assembleSpan(
    {
      ...row,
      duration_ns: row.duration_ns === null ? null : Number(row.duration_ns),
      ttft_ns: row.ttft_ns === null ? null : Number(row.ttft_ns),
      derived_kind: null,
      derived_attempt: null,
      fingerprint: row.prompt_fingerprint,
    } as unknown as StoredSpan,
    {
      contents: contentsOf(batch),
      contexts: contextsOf(batch),
      prices: new Map(),
      promptOf: () => ({ name: null, version: null }),
      content: true,
      attributes: true,
    },
  );
}

function contentsOf(batch: Batch): Contents {
  const values = new Map<string, Json>();
  for (const { contents } of batch.bodies.values())
    for (const { id, format, body } of contents.values())
      values.set(id, format === 1 ? (JSON.parse(body) as Json) : body);
  return new Contents(values);
}

function contextsOf(batch: Batch): Map<string, ContextList> {
  const lists = new Map<string, ContextList>();
  for (const { contexts } of batch.bodies.values())
    for (const node of contexts.values()) {
      const before = node.parentId === null ? [] : (lists.get(node.parentId)?.messageIds ?? []);
      lists.set(node.id, {
        messageIds: [...before, ...node.messageIds],
        inherited: before.length,
        parentId: node.parentId,
      });
    }
  return lists;
}
