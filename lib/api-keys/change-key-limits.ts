import { database, matching, select } from "@/db/drizzle";
import { apiKeys } from "@/db/schema/api-keys";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { ChangeKeyLimits } from "./schemas";

/**
 * Sets what one key may send, for each server process. They know of it after 5 seconds at most.
 * @throws Failure forbidden, bad_request, not_found (revoked, or of another project)
 */
export async function changeKeyLimits(ctx: Context, input: ChangeKeyLimits): Promise<void> {
  requirePermission(ctx, "manage_keys");
  const { keyId, maxSpansPerSecond, maxRequestsPerSecond } = parse(ChangeKeyLimits, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const key = matching(apiKeys, { projectId: ctx.project.id, id: keyId, revokedAt: null });
    const [before] = await select(tx, apiKeys, "name", "prefix", "maxSpansPerSecond", "maxRequestsPerSecond")
      .where(key)
      .for("update");
    if (!before) throw new Failure("not_found", "This key was revoked.");
    const { name, prefix, maxSpansPerSecond: spans, maxRequestsPerSecond: requests } = before;
    if (spans === maxSpansPerSecond && requests === maxRequestsPerSecond) return;
    await database(tx).update(apiKeys).set({ maxSpansPerSecond, maxRequestsPerSecond }).where(key);
    await record(tx, ctx, {
      action: "api_key.limits_changed",
      target: prefix,
      detail: {
        name,
        from: { spans_per_second: spans, requests_per_second: requests },
        to: { spans_per_second: maxSpansPerSecond, requests_per_second: maxRequestsPerSecond },
      },
    });
  });
}
