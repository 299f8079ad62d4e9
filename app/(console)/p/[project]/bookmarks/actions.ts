"use server";

import { answerIn } from "@/app/action";
import { bookmarkTraces } from "@/lib/bookmarks/bookmark-traces";
import type { BookmarkTraces } from "@/lib/bookmarks/schemas";
import type { ActionResult } from "@/lib/http/action-result";

/** The pages stay as they are: they know which traces were meant. */
export async function bookmarkTracesAction(slug: string, input: BookmarkTraces): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await bookmarkTraces(ctx, input);
    return undefined;
  });
}
