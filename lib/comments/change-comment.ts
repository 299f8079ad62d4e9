import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { hexOfUuid } from "@/lib/model/ids";

import { ChangeComment } from "./schemas";
import { tellMentioned } from "./tell-mentioned";

const DEEDS = { edit: "edited", delete: "deleted", resolve: "resolved", reopen: "reopened" } as const;

/**
 * Edits or deletes a comment (whoever wrote it, and admins), resolves it or opens it again (everybody who may comment).
 * @throws Failure forbidden, bad_request, not_found, conflict (somebody was first)
 */
export async function changeComment(ctx: Context, input: ChangeComment): Promise<void> {
  requirePermission(ctx, "write_comments");
  requirePermission(ctx, "read_content");
  const wanted = parse(ChangeComment, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const mine = tx`project_id = ${ctx.project.id} and id = ${wanted.id}`;
    const [comment] = await tx<Stored[]>`
      select trace_id as "traceId", encode(span_id, 'hex') as "spanId", author_id as "authorId", body,
        resolved_at is not null as resolved
      from comments
      where ${mine}
      for update`;
    if (!comment) throw new Failure("not_found", "This comment is gone. Reload the page.");
    const by = ctx.actor.name;
    const now = ctx.now();
    switch (wanted.change) {
      case "edit":
        requireOwn(ctx, comment);
        if (wanted.text === comment.body) return;
        await tx`update comments set body = ${wanted.text}, edited_at = ${now}, edited_by = ${by} where ${mine}`;
        await tellMentioned(tx, ctx, [
          {
            commentId: wanted.id,
            traceId: hexOfUuid(comment.traceId),
            spanId: comment.spanId,
            text: wanted.text,
          },
        ]);
        break;
      case "delete":
        requireOwn(ctx, comment);
        await tx`delete from comments where ${mine}`;
        break;
      case "resolve":
        if (comment.resolved) throw new Failure("conflict", "Somebody has resolved it. Reload the page.");
        await tx`update comments set resolved_at = ${now}, resolved_by = ${by} where ${mine}`;
        break;
      case "reopen":
        if (!comment.resolved)
          throw new Failure("conflict", "Somebody has opened it again. Reload the page.");
        await tx`update comments set resolved_at = null, resolved_by = null where ${mine}`;
        break;
    }
    await record(tx, ctx, {
      action: `comment.${DEEDS[wanted.change]}`,
      target: hexOfUuid(comment.traceId),
      detail: { id: Number(wanted.id) },
    });
  });
}

interface Stored {
  traceId: string;
  spanId: string | null;
  authorId: number | null;
  body: string;
  resolved: boolean;
}

function requireOwn({ actor }: Context, { authorId }: Stored): void {
  const isAdmin = actor.kind !== "user" || actor.role === "admin";
  if (!isAdmin && authorId !== actor.id)
    throw new Failure("forbidden", "Only who wrote a comment and admins of the project may change it.");
}
