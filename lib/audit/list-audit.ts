import { z } from "zod";

import type { Tx } from "@/db/client";
import type { Row } from "@/db/drizzle";
import type { auditLog } from "@/db/schema/audit";
import { textArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { hexOfUuid } from "@/lib/model/ids";

import { actorOf, type AuditEntryDocument, type AuditQuery } from "./document";

export interface AuditPage {
  data: AuditEntryDocument[];
  /** Hand it back as `cursor` for older rows; null at the end. */
  next_cursor: string | null;
}

const DEFAULT_PAGE = 100;

/** Rows of the audit log that pass a filter, the newest first. @throws Failure forbidden, bad_request */
export async function listAudit(ctx: Context, query: AuditQuery): Promise<AuditPage> {
  requirePermission(ctx, "read_audit");
  const limit = query.limit ?? DEFAULT_PAGE;
  const after = query.cursor === undefined ? null : readCursor(query.cursor);
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<AuditRow[]>`
      select ${auditColumns(tx)}
      from audit_log
      where ${auditWhere(tx, ctx, query)}
        ${after === null ? tx`` : tx`and (at, id) < (${after[0]}::timestamptz, ${after[1]}::bigint)`}
      order by at desc, audit_log.id desc
      limit ${limit + 1}`,
    { readOnly: true },
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    data: page.map(entryOfRow),
    next_cursor:
      last === undefined ? null : Buffer.from(JSON.stringify([last.at, last.id])).toString("base64url"),
  };
}

export type AuditRow = Omit<Row<typeof auditLog>, "id" | "projectId" | "detail"> & {
  id: string;
  detail: Record<string, unknown>;
};

export const auditColumns = (tx: Tx) => tx`
  id::text as id, at, kind, action, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", target,
  trace_ids as "traceIds", surface, route, address, reason, detail`;

export const entryOfRow = (row: AuditRow): AuditEntryDocument => ({
  id: row.id,
  at: row.at,
  kind: row.kind,
  action: row.action,
  actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
  target: row.target,
  trace_ids: row.traceIds.map(hexOfUuid),
  surface: row.surface as AuditEntryDocument["surface"],
  route: row.route,
  address: row.address,
  reason: row.reason,
  detail: row.detail,
});

const TRACE_ID = /^[0-9a-f]{32}$/i;

function auditWhere(tx: Tx, ctx: Context, query: AuditQuery) {
  const { from, to, kind, action, actor, target, address, surface } = query;
  const traceId = target?.replaceAll("-", "") ?? "";
  const by = actor === undefined ? null : actorOf(actor);
  return tx`
    project_id = ${ctx.project.id}
    ${from === undefined ? tx`` : tx`and at >= ${from}::timestamptz`}
    ${to === undefined ? tx`` : tx`and at < ${to}::timestamptz`}
    ${kind.length === 0 ? tx`` : tx`and kind = any(${textArray(kind)}::text[])`}
    ${action === undefined ? tx`` : tx`and starts_with(action, ${action})`}
    ${by === null ? tx`` : by.id === null ? tx`and actor_kind = 'system'` : tx`and actor_kind = ${by.kind} and actor_id = ${by.id}`}
    ${
      target === undefined
        ? tx``
        : TRACE_ID.test(traceId)
          ? tx`and id = any(array(
              select audit_of_trace(${traceId}::uuid)
              union all
              select id from audit_log where project_id = ${ctx.project.id} and target = ${target}
            ))`
          : tx`and target = ${target}`
    }
    ${address === undefined ? tx`` : tx`and address = ${address}`}
    ${surface.length === 0 ? tx`` : tx`and surface = any(${textArray(surface)}::text[])`}`;
}

const cursorSchema = z.tuple([z.iso.datetime({ offset: true }), z.string().regex(/^\d{1,18}$/)]);

function readCursor(text: string): z.output<typeof cursorSchema> {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw new Failure("bad_request", "The cursor is none of ours: take next_cursor of the page before.", {
      cause,
      details: [{ path: "cursor", message: "must be the next_cursor of an earlier answer" }],
    });
  }
}
