import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { AuditEntryDocument } from "./document";
import { auditColumns, type AuditRow, entryOfRow } from "./list-audit";

/** Somebody who has read something of a trace, in any way. */
export interface TraceReader {
  kind: AuditEntryDocument["actor"]["kind"];
  id: number | null;
  /** As it was last. */
  name: string;
  reads: number;
  firstAt: string;
  lastAt: string;
  /** page, api, export, share, replay. */
  surfaces: string[];
}

export interface TraceReaders {
  /** Whoever read it last first. */
  readers: TraceReader[];
  /** The newest reads, one by one. */
  reads: AuditEntryDocument[];
  total: number;
}

const MOST_READERS = 200;
const MOST_READS = 100;

/**
 * Who has seen a trace: every read and export that gave something of what was said in it.
 * @param traceId 32 hex digits
 * @throws Failure forbidden
 */
export async function readersOfTrace(ctx: Context, traceId: string): Promise<TraceReaders> {
  requirePermission(ctx, "read_audit");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const mine = tx`project_id = ${ctx.project.id} and kind in ('read', 'export') and id = any(array(select audit_of_trace(${traceId}::uuid)))`;
      const readers = await tx<TraceReader[]>`
        select actor_kind as kind, actor_id as id, (array_agg(actor_name order by at desc, audit_log.id desc))[1] as name, count(*)::int as reads,
          min(at) as "firstAt", max(at) as "lastAt", array_agg(distinct surface) filter (where surface is not null) as surfaces
        from audit_log
        where ${mine}
        group by actor_kind, actor_id
        order by max(at) desc
        limit ${MOST_READERS}`;
      const reads = await tx<AuditRow[]>`
        select ${auditColumns(tx)} from audit_log where ${mine} order by at desc, audit_log.id desc limit ${MOST_READS}`;
      return {
        readers: readers.map((one) => ({ ...one, surfaces: one.surfaces ?? [] })),
        reads: reads.map(entryOfRow),
        total: readers.reduce((sum, one) => sum + one.reads, 0),
      };
    },
    { readOnly: true },
  );
}
