import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { Comment, Person } from "./comment";
import { mentionable } from "./people";

export interface TraceComments {
  /** In the order in which they were written. */
  comments: Comment[];
  /** Who can be mentioned. */
  people: Person[];
}

/**
 * What was said about a trace.
 * @param traceId 32 hex digits
 * @throws Failure forbidden
 */
export async function listComments(ctx: Context, traceId: string): Promise<TraceComments> {
  requirePermission(ctx, "read_content");
  return readContent(ctx, { action: "comments.read", traceIds: [traceId] }, async (tx) => {
    const rows = await tx<Stored[]>`
        select c.id::text, encode(c.span_id, 'hex') as "spanId", c.quote, c.quote_before as before, c.body as text,
          c.author_name as author, c.author_id as "authorId", c.created_at as at, c.edited_at as "editedAt", c.edited_by as "editedBy",
          c.resolved_at as "resolvedAt", c.resolved_by as "resolvedBy",
          array(
            select m.user_id from comment_mentions m where m.project_id = c.project_id and m.comment_id = c.id order by m.user_id
          ) as told
        from comments c
        where c.project_id = ${ctx.project.id} and c.trace_id = ${traceId}::uuid
        order by c.id`;
    if (rows.length > 0) noteContent(tx);
    const people = await mentionable(tx, ctx);
    const nameOf = (id: number) => people.find((one) => one.id === id)?.handle ?? "somebody who has left";
    return {
      comments: rows.map((row) => ({
        id: row.id,
        spanId: row.spanId,
        quote: row.quote === null ? null : { text: row.quote, before: row.before ?? "" },
        text: row.text,
        author: row.author,
        isOwn: ctx.actor.kind === "user" && ctx.actor.id === row.authorId,
        at: row.at,
        edited: row.editedAt === null ? null : { at: row.editedAt, by: row.editedBy ?? "" },
        resolved: row.resolvedAt === null ? null : { at: row.resolvedAt, by: row.resolvedBy ?? "" },
        told: row.told.map(nameOf),
      })),
      people: people.map(({ id, handle }) => ({ id, handle })),
    };
  });
}

interface Stored {
  id: string;
  spanId: string | null;
  quote: string | null;
  before: string | null;
  text: string;
  author: string;
  authorId: number | null;
  at: string;
  editedAt: string | null;
  editedBy: string | null;
  resolvedAt: string | null;
  resolvedBy: string | null;
  told: number[];
}
