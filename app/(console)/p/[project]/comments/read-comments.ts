import type { Comments } from "@/components/comments/comments";
import { may } from "@/lib/auth/roles";
import { listComments } from "@/lib/comments/list-comments";
import type { Context } from "@/lib/context";

import { changeCommentAction, writeCommentAction } from "./actions";

/**
 * What was said about a trace, and what whoever looks may do about it; null: they may not read it.
 * @param canWrite false: the trace is shown as it was kept, and may be stored no more
 */
export async function readComments(
  ctx: Context,
  projectSlug: string,
  traceId: string,
  canWrite = true,
): Promise<Comments | null> {
  const { actor } = ctx;
  if (!may(actor, "read_content")) return null;
  return {
    traceId,
    ...(await listComments(ctx, traceId)),
    verbs:
      canWrite && may(actor, "write_comments")
        ? {
            write: writeCommentAction.bind(null, projectSlug),
            change: changeCommentAction.bind(null, projectSlug),
          }
        : null,
    mayChangeAll: actor.kind === "user" && actor.role === "admin",
  };
}
