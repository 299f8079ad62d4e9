import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import { bodyOf, type HeadBody, listHeads } from "./heads";
import { type Log, LOGS } from "./leaf";
import { listKeys } from "./signing-keys";

export interface ShownHead extends HeadBody {
  signature: string;
  /** Whether it was put outside of the database. */
  anchored: boolean;
}

export interface Seals {
  /** The newest of both trees. */
  heads: Record<Log, ShownHead[]>;
  keys: { number: number; id: string; publicKey: string; madeAt: string; isAnnounced: boolean }[];
  /** Traces that changed and wait to be sealed. */
  waiting: number;
  /** When somebody verified last, who, and what was found; null: nobody has. */
  verified: { at: string; by: string; leaves: number; trouble: string | null } | null;
}

const HEADS = 50;

/** Heads of a project's trees, the keys that signed them, and how it was when somebody verified last. */
export async function listSeals(ctx: Context): Promise<Seals> {
  requirePermission(ctx, "read_audit");
  const projectId = ctx.project.id;
  return inProject(
    ctx.sql,
    projectId,
    async (tx) => {
      const anchors = await tx<{ log: Log; number: number }[]>`
        select log, number from seal_anchors where project_id = ${projectId} order by number desc limit ${HEADS * 2}`;
      const anchored = new Set(anchors.map(({ log, number }) => `${log} ${number}`));
      const [traces, audit] = await Promise.all(
        LOGS.map(async (log) =>
          (await listHeads(tx, { projectId, log }, { limit: HEADS })).map((head) => ({
            ...bodyOf(head),
            signature: head.signature.toString("hex"),
            anchored: anchored.has(`${log} ${head.number}`),
          })),
        ),
      );
      const [waiting] = await tx<{ count: number }[]>`
        select count(distinct trace_id)::int as count from seal_marks where project_id = ${projectId}`;
      const [verified] = await tx<
        { at: string; by: string; detail: { leaves: number; trouble: string | null } }[]
      >`
        select at, actor_name as by, detail from audit_log
        where project_id = ${projectId} and action = 'seals.verified' order by at desc limit 1`;
      return {
        heads: { traces: traces ?? [], audit: audit ?? [] },
        keys: (await listKeys(tx)).map(({ number, id, publicKey, madeAt, signature }) => ({
          number,
          id,
          publicKey: publicKey.toString("hex"),
          madeAt,
          isAnnounced: number === 1 || signature !== null,
        })),
        waiting: waiting?.count ?? 0,
        verified: verified ? { at: verified.at, by: verified.by, ...verified.detail } : null,
      };
    },
    { readOnly: true },
  );
}
