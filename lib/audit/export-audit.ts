import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { type CsvCell, csvLine } from "@/lib/format/csv";

import type { AuditEntryDocument, AuditQuery } from "./document";
import { listAudit } from "./list-audit";
import { recordExport } from "./record-export";

const PAGE = 500;
/** A spreadsheet opens no more; JSON lines hold all. */
const MOST_CSV = 1_000_000;

export type AuditFormat = "csv" | "jsonl";

const COLUMNS: { [name: string]: (entry: AuditEntryDocument) => CsvCell } = {
  id: ({ id }) => id,
  at: ({ at }) => at,
  kind: ({ kind }) => kind,
  action: ({ action }) => action,
  actor_kind: ({ actor }) => actor.kind,
  actor_id: ({ actor }) => actor.id,
  actor_name: ({ actor }) => actor.name,
  target: ({ target }) => target,
  trace_ids: ({ trace_ids: ids }) => ids.join(" "),
  surface: ({ surface }) => surface,
  route: ({ route }) => route,
  address: ({ address }) => address,
  reason: ({ reason }) => reason,
  detail: ({ detail }) => JSON.stringify(detail),
};

/**
 * The rows that pass a filter as a file, the newest first, page by page. That it was taken is written down before its first line is
 * made; this returns after that.
 * @throws Failure forbidden, bad_request
 */
export async function exportAudit(
  ctx: Context,
  { cursor: _, limit: __, ...query }: AuditQuery,
  format: AuditFormat,
): Promise<AsyncGenerator<string>> {
  requirePermission(ctx, "read_audit");
  const to = query.to ?? ctx.now().toISOString();
  const { from, kind, action, actor, target, address, surface } = query;
  await recordExport(ctx, "audit.exported", {
    detail: { format, from, to, kind, action, actor, target, address, surface },
  });
  return linesOf(ctx, { ...query, to }, format);
}

async function* linesOf(ctx: Context, query: AuditQuery, format: AuditFormat): AsyncGenerator<string> {
  if (format === "csv") yield csvLine(Object.keys(COLUMNS));
  let written = 0;
  let cursor: string | undefined;
  do {
    const page = await listAudit(ctx, { ...query, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    yield page.data
      .map((entry) =>
        format === "csv"
          ? csvLine(Object.values(COLUMNS).map((column) => column(entry)))
          : `${JSON.stringify(entry)}\n`,
      )
      .join("");
    written += page.data.length;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && (format === "jsonl" || written < MOST_CSV));
}
