import type { ISql } from "postgres";

import type { Actor, Context } from "@/lib/context";

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
  tx: ISql,
  ctx: Pick<Context, "project" | "actor" | "now">,
  entry: AuditEntry,
): Promise<void> {
  const { kind, name } = ctx.actor;
  await tx`
    insert into audit_log (project_id, at, actor_kind, actor_id, actor_name, action, target, detail)
    values (
      ${ctx.project.id}, ${ctx.now()}, ${kind}, ${actorId(ctx.actor)}, ${name},
      ${entry.action}, ${entry.target ?? null}, ${JSON.stringify(entry.detail ?? {})}::jsonb
    )`;
}

const actorId = (actor: Actor): number | null => (actor.kind === "system" ? null : actor.id);
