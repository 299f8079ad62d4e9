import type { Querying } from "@/db/client";
import { uuidArray } from "@/db/pg-array";
import type { Row } from "@/db/drizzle";
import type { auditLog } from "@/db/schema/audit";
import type { Context } from "@/lib/context";

export type AuditKind = Row<typeof auditLog, "kind">["kind"];

/** What the audit log knows about an act besides who, when and from where. */
export interface AuditEntry {
  /** noun.verb in the past: "member.invited", "api_key.revoked". */
  action: string;
  /** `change` unless told. */
  kind?: AuditKind;
  /** What it was done to, in words that still mean something after it is gone: an e-mail address, a key's prefix. */
  target?: string | undefined;
  /** Never a secret, nor what was said in a trace: the row outlives both. No floating numbers: seals are made of it. */
  detail?: Record<string, unknown>;
  /** Of which something was read or changed. */
  traceIds?: Iterable<string>;
}

/**
 * Writes one row of the audit log. Called in the transaction of the act itself, so that neither exists without the other.
 * @param tx a transaction that sees the context's project
 */
export async function record(
  tx: Querying,
  { project, actor, now, via }: Pick<Context, "project" | "actor" | "now" | "via">,
  { action, kind = "change", target, detail = {}, traceIds = [] }: AuditEntry,
): Promise<void> {
  await tx`
    insert into audit_log (project_id, at, actor_kind, actor_id, actor_name, action, target, detail, kind, surface, route, address, reason,
      trace_ids)
    values (${project.id}, ${now().toISOString()}, ${actor.kind}, ${actor.kind === "system" ? null : actor.id}, ${actor.name}, ${action},
      ${target ?? null}, ${JSON.stringify(detail)}::text::jsonb, ${kind}, ${via?.surface ?? null}, ${via?.route ?? null},
      ${via?.address ?? null}, ${via?.reason ?? null}, ${uuidArray([...traceIds])}::uuid[])`;
}
