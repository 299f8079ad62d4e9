import type { TransactionSql } from "postgres";

import { ALL_PARTS, CONTENT_PARTS } from "@/lib/bodies/body-ids";
import { readBodies } from "@/lib/bodies/read-bodies";
import type { Context } from "@/lib/context";
import { shardKeyOf } from "@/lib/model/ids";

import type { SpanParts } from "./assemble-span";
import { readPrices, readPrompts } from "./read-spans";
import type { StoredSpan } from "./span-row";

/** Reads whatever the documents of these spans of a trace need besides their rows; a fixed number of statements. */
export async function readParts(
  tx: TransactionSql,
  ctx: Context,
  traceId: string,
  spans: readonly StoredSpan[],
  what: { content: boolean; attributes: boolean },
): Promise<SpanParts> {
  const shardKey = shardKeyOf(ctx.project.shardKeys, traceId);
  // What was sent refers to the bodies.
  const parts = what.attributes ? ALL_PARTS : what.content ? CONTENT_PARTS : null;
  const rows = parts === null ? [] : spans.flatMap((span) => [span, ...(span.additions ?? [])]);
  const [bodies, prices, promptOf] = await Promise.all([
    readBodies(
      tx,
      ctx.project.id,
      rows.map(({ body_ref: ref }) => ({ ref, shardKey, parts: parts ?? [] })),
    ),
    readPrices(tx, ctx, spans),
    readPrompts(tx, ctx, spans),
  ]);
  const open = ({ body_ref: ref }: { body_ref: string | null }) => bodies.of(ref, shardKey);
  return { open, prices, promptOf, attributes: what.attributes, content: what.content };
}
