import { inProject } from "@/db/tenant";
import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";

/** The newest are listed. */
const MOST = 200;

/** A comment that names whoever asks. */
export interface Mention {
  commentId: string;
  /** 32 hex digits. */
  traceId: string;
  spanId: string | null;
  author: string;
  text: string;
  quote: string | null;
  at: string;
  resolved: boolean;
  seen: boolean;
}

/** Comments that name whoever asks, the newest first. @throws Failure forbidden */
export async function listMentions(ctx: Context): Promise<Mention[]> {
  requirePermission(ctx, "read_content");
  const { actor } = ctx;
  if (actor.kind !== "user") return [];
  const rows = await readContent(ctx, { action: "mentions.read" }, async (tx) => {
    const found = await tx<Mention[]>`
      select c.id::text as "commentId", c.trace_id as "traceId", encode(c.span_id, 'hex') as "spanId", c.author_name as author,
        c.body as text, c.quote, c.created_at as at, c.resolved_at is not null as resolved, m.seen_at is not null as seen
      from comment_mentions m
      join comments c on c.project_id = m.project_id and c.id = m.comment_id
      where m.project_id = ${ctx.project.id} and m.user_id = ${actor.id}
      order by c.id desc
      limit ${MOST}`;
    if (found.length > 0)
      noteContent(
        tx,
        found.map((row) => row.traceId),
      );
    return found;
  });
  return rows.map((row) => ({ ...row, traceId: hexOfUuid(row.traceId) }));
}

/** How many of them were not looked at yet; none for who may not read them. */
export async function countMentions(ctx: Context): Promise<number> {
  const { actor } = ctx;
  if (actor.kind !== "user" || !may(actor, "read_content")) return 0;
  const [row] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<{ count: number }[]>`
      select count(*)::int as count
      from comment_mentions
      where project_id = ${ctx.project.id} and user_id = ${actor.id} and seen_at is null`,
    { readOnly: true },
  );
  return row?.count ?? 0;
}

/** Whoever asks has looked at what names them. @throws Failure forbidden */
export async function seeMentions(ctx: Context): Promise<void> {
  requirePermission(ctx, "read_content");
  const { actor } = ctx;
  if (actor.kind !== "user") return;
  await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx`
      update comment_mentions set seen_at = ${ctx.now()}
      where project_id = ${ctx.project.id} and user_id = ${actor.id} and seen_at is null`,
  );
}
