import { columns, database } from "@/db/drizzle";
import { apiKeys } from "@/db/schema/api-keys";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { makeApiKey } from "@/lib/auth/api-key";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { CreateApiKey } from "./schemas";

/**
 * Makes a key for the project.
 * @returns the key itself, which is not stored and cannot be shown again
 * @throws Failure forbidden, bad_request
 */
export async function createApiKey(
  ctx: Context,
  input: CreateApiKey,
): Promise<{ id: number; key: string; prefix: string }> {
  requirePermission(ctx, "manage_keys");
  const { name, scopes, expiresAt } = parse(CreateApiKey, input);
  if (expiresAt !== null && Date.parse(expiresAt) <= ctx.now().getTime()) {
    const message = "This is in the past.";
    throw new Failure("bad_request", message, { details: [{ path: "expiresAt", message }] });
  }
  const { key, prefix, hash } = makeApiKey();
  const wanted = [...new Set(scopes)];
  const id = await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [made] = await database(tx)
      .insert(apiKeys)
      .values({
        projectId: ctx.project.id,
        name,
        prefix,
        keyHash: hash,
        scopes: wanted,
        createdBy: ctx.actor.kind === "user" ? ctx.actor.id : null,
        createdAt: ctx.now().toISOString(),
        expiresAt,
      })
      .returning(columns(apiKeys, "id"));
    if (!made) throw new Error("the key was not made");
    await record(tx, ctx, {
      action: "api_key.created",
      target: prefix,
      detail: { name, scopes: wanted, expires_at: expiresAt },
    });
    return made.id;
  });
  return { id, key, prefix };
}
