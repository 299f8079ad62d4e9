import { z } from "zod";

import { columns, database, matching } from "@/db/drizzle";
import { apiKeys } from "@/db/schema/api-keys";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

export const RevokeApiKey = z.object({ keyId: z.int().positive() });
export type RevokeApiKey = z.infer<typeof RevokeApiKey>;

/**
 * Ends a key for ever. Copies of the app remember a key's answer for some seconds, so the last request may come a little later.
 * @throws Failure forbidden, not_found (revoked already, or of another project)
 */
export async function revokeApiKey(ctx: Context, input: RevokeApiKey): Promise<void> {
  requirePermission(ctx, "manage_keys");
  const { keyId } = parse(RevokeApiKey, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [key] = await database(tx)
      .update(apiKeys)
      .set({ revokedAt: ctx.now().toISOString() })
      .where(matching(apiKeys, { projectId: ctx.project.id, id: keyId, revokedAt: null }))
      .returning(columns(apiKeys, "name", "prefix"));
    if (!key) throw new Failure("not_found", "This key was revoked already.");
    await record(tx, ctx, { action: "api_key.revoked", target: key.prefix, detail: { name: key.name } });
  });
}
