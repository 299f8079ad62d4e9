import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { RateLimit } from "@/lib/auth/ingest-limits";

export const ChangeKeyLimits = z.object({
  keyId: z.int().positive(),
  /** Null: the default; 0: no limit. */
  maxSpansPerSecond: RateLimit,
  maxRequestsPerSecond: RateLimit,
});
export type ChangeKeyLimits = z.infer<typeof ChangeKeyLimits>;

/**
 * Sets what one key may send, for each copy of the app. They know of it after 5 seconds at most.
 * @throws Failure forbidden, bad_request, not_found (revoked, or of another project)
 */
export async function changeKeyLimits(ctx: Context, input: ChangeKeyLimits): Promise<void> {
  requirePermission(ctx, "manage_keys");
  const { keyId, maxSpansPerSecond, maxRequestsPerSecond } = parse(ChangeKeyLimits, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [before] = await tx<
      { name: string; prefix: string; spans: number | null; requests: number | null }[]
    >`
      select name, prefix, max_spans_per_second as spans, max_requests_per_second as requests
      from api_keys
      where project_id = ${ctx.project.id} and id = ${keyId} and revoked_at is null
      for update`;
    if (!before) throw new Failure("not_found", "This key was revoked.");
    const { name, prefix, spans, requests } = before;
    if (spans === maxSpansPerSecond && requests === maxRequestsPerSecond) return;
    await tx`
      update api_keys set max_spans_per_second = ${maxSpansPerSecond}, max_requests_per_second = ${maxRequestsPerSecond}
      where project_id = ${ctx.project.id} and id = ${keyId}`;
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
