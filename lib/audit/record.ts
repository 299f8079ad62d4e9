import type { Querying } from "@/db/client";
import { database } from "@/db/drizzle";
import { auditLog } from "@/db/schema/audit";
import type { Context } from "@/lib/context";

/** What the audit log knows about an act besides who and when. */
export interface AuditEntry {
  /** noun.verb in the past: "member.invited", "api_key.revoked". */
  action: string;
  /** What it was done to, in words that still mean something after it is gone: an e-mail address, a key's prefix. */
  target?: string;
  /** Never a secret: no password, key or token. */
  detail?: Record<string, unknown>;
}

/**
 * Writes one row of the audit log. Called in the transaction of the change itself, so that neither exists without the other.
 * @param tx a transaction that sees the context's project
 */
export async function record(
  tx: Querying,
  ctx: Pick<Context, "project" | "actor" | "now">,
  entry: AuditEntry,
): Promise<void> {
  const { actor } = ctx;
  await database(tx)
    .insert(auditLog)
    .values({
      projectId: ctx.project.id,
      at: ctx.now().toISOString(),
      actorKind: actor.kind,
      actorId: actor.kind === "system" ? null : actor.id,
      actorName: actor.name,
      ...entry,
    });
}
