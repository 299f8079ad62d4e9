import type { Tx } from "@/db/client";
import { uuidArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";

import { sharesText } from "./shares-text";

/** What was said about erased traces goes with them. @param ids 32 hex digits @returns traces that had comments */
export async function eraseCommentsOf(tx: Tx, ctx: Context, ids: readonly string[]): Promise<string[]> {
  const gone = await tx<{ traceId: string }[]>`
    delete from comments
    where project_id = ${ctx.project.id} and trace_id = any(${uuidArray(ids)}::uuid[])
    returning trace_id as "traceId"`;
  return [...new Set(gone.map(({ traceId }) => hexOfUuid(traceId)))];
}

/** Blackens a text in what people wrote and quoted since a day. @param mark what stands in its place @returns comments */
export async function blackenInComments(
  tx: Tx,
  ctx: Context,
  { text, mark, from }: { text: string; mark: string; from: string },
): Promise<number> {
  const done = await tx`
    update comments
    set body = replace(body, ${text}, ${mark}), quote = replace(quote, ${text}, ${mark}),
      quote_before = replace(quote_before, ${text}, ${mark})
    where project_id = ${ctx.project.id} and created_at >= ${from}::date - 1
      and (position(${text} in body) > 0 or position(${text} in quote) > 0 or position(${text} in quote_before) > 0)`;
  return done.count;
}

/**
 * A passage that was quoted may be a part of what was erased, or overlap it: of the traces that held it, such quotes are blackened
 * as a whole.
 * @param ids 32 hex digits @returns comments
 */
export async function blackenQuotes(
  tx: Tx,
  ctx: Context,
  text: string,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const quoted = await tx<{ id: string; quote: string; before: string }[]>`
    select id::text, quote, quote_before as before
    from comments
    where project_id = ${ctx.project.id} and trace_id = any(${uuidArray(ids)}::uuid[]) and quote is not null
    for update`;
  let done = 0;
  for (const { id, quote, before } of quoted) {
    if (!sharesText(quote, text) && !sharesText(before, text)) continue;
    const black = sharesText(quote, text) ? quote.replaceAll(/\S/gu, "█") : quote;
    if (black === quote && before === "") continue;
    done++;
    await tx`
      update comments set quote = ${black}, quote_before = '' where project_id = ${ctx.project.id} and id = ${id}`;
  }
  return done;
}
