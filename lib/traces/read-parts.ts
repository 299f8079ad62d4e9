import type { TransactionSql } from "postgres";

import { readContents } from "@/lib/contents/read-contents";
import { readContexts } from "@/lib/contents/read-contexts";
import type { Context } from "@/lib/context";
import { contentsOfSent } from "@/lib/sent/decode-sent";

import type { SpanParts } from "./assemble-span";
import { readPrices, readPrompts } from "./read-spans";
import type { StoredAddition, StoredSpan } from "./span-row";

/** Reads whatever the documents of these spans need besides their rows; a fixed number of statements. */
export async function readParts(
  tx: TransactionSql,
  ctx: Context,
  spans: readonly StoredSpan[],
  what: { content: boolean; attributes: boolean; also?: readonly (string | null)[] },
): Promise<SpanParts> {
  const { id, shardKeys } = ctx.project;
  // What was sent refers to the bodies.
  const rows: readonly (StoredSpan | StoredAddition)[] = what.content
    ? spans.flatMap((span) => [span, ...(span.additions ?? [])])
    : what.attributes
      ? spans.flatMap((span) => [
          ...(span.sent ? [span] : []),
          ...(span.additions ?? []).filter((addition) => addition.sent),
        ])
      : [];
  const [contexts, prices, promptOf] = await Promise.all([
    readContexts(
      tx,
      id,
      shardKeys,
      rows.map((row) => row.context_id),
    ),
    readPrices(tx, ctx, spans),
    readPrompts(tx, ctx, spans),
  ]);
  const wanted: (string | null)[] = [...(what.also ?? [])];
  for (const row of rows) {
    wanted.push(row.settings_id, row.system_id, row.input_id, row.result_id, row.error_id);
    wanted.push(...(row.output_ids ?? []), ...(row.document_ids ?? []));
  }
  for (const context of contexts.values()) for (const messageId of context.messageIds) wanted.push(messageId);
  for (const span of what.attributes ? spans : []) {
    wanted.push(span.attributes_id, span.resource_id, span.metadata_id);
    if (span.sent) wanted.push(...contentsOfSent(span.sent));
    for (const { attributes_id, sent } of span.additions ?? [])
      wanted.push(attributes_id, ...(sent ? contentsOfSent(sent) : []));
  }
  const contents = await readContents(tx, id, shardKeys, wanted);
  return { contents, contexts, prices, promptOf, attributes: what.attributes, content: what.content };
}
