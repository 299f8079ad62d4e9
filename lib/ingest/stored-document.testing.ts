import { Block } from "@/lib/bodies/block";
import { BlockNumbers, type Place } from "@/lib/bodies/body-ref";
import { Opened, Texts } from "@/lib/bodies/read-bodies";
import { decodeRecord } from "@/lib/bodies/record";
import { fillBlocks } from "@/lib/bodies/write-bodies";
import { dayOfIso } from "@/lib/model/instant";
import type { ModelSpan } from "@/lib/model/span";
import { assembleSpan } from "@/lib/traces/assemble-span";
import type { SpanDocument } from "@/lib/traces/document";
import type { StoredSpan } from "@/lib/traces/span-row";

import { accept } from "./accept";
import type { Batch, SpanRow } from "./rows";

const PROJECT = { id: 1, slug: "p", shardKeys: [1], retentionDays: 400_000 };

/** What the Read API shows of a span that was accepted, stored in memory and read again. */
export function storedDocument(span: ModelSpan): SpanDocument {
  const { batch, rejected } = accept(
    { project: PROJECT, now: () => new Date(Number(span.startedAtNs / 1_000_000n)) },
    { spans: [span], additions: [], scores: [], rejected: [], ignored: 0 },
  );
  const [row] = batch.spans;
  if (row === undefined) throw new Error(rejected[0]?.message ?? "no row");
  const opened = openedOf(row, batch.bodies);
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
      open: () => opened,
      prices: new Map(),
      promptOf: () => ({ name: null, version: null }),
      content: true,
      attributes: true,
    },
  );
}

/** What a row carries, put into blocks and opened again. */
function openedOf(row: SpanRow, bodies: Batch["bodies"]): Opened | null {
  const carrier = {
    shardKey: 1,
    traceId: row.trace_id ?? "",
    day: dayOfIso(row.started_at),
    id: row.copy,
    ids: row.bodies,
  };
  const nothingKnown = { find: () => null, add: () => {} };
  const { filled, records } = fillBlocks(1, [carrier], bodies, nothingKnown, new BlockNumbers());
  const place = records[0] as Place | null;
  if (place === null) return null;
  const blocks = new Map(filled.map(({ block, content }) => [block, new Block(content)]));
  const texts = new Texts();
  for (const [block, opened] of blocks)
    for (let item = 0; item < opened.items; item++) texts.take({ shardKey: 1, block }, opened, item);
  const record = blocks.get(place.block)?.text(place.item) ?? "{}";
  return new Opened(decodeRecord(record, place.block), 1, texts);
}
