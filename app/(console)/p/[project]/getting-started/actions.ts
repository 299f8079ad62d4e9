"use server";

import { answerIn } from "@/app/action";
import { createApiKey } from "@/lib/api-keys/create-api-key";
import type { ActionResult } from "@/lib/http/action-result";

/** A key that can only send: enough for the snippets. */
export async function createFirstKeyAction(slug: string): Promise<ActionResult<{ key: string }>> {
  return answerIn(slug, async (ctx) => {
    const { key } = await createApiKey(ctx, { name: "Getting started", scopes: ["ingest"] });
    return { key };
  });
}
