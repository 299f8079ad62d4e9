import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { canonicalJson } from "@/lib/model/canonical-json";
import type { Json } from "@/lib/model/json";

import type { SealedRecord } from "./record";

export interface AuditRecord extends SealedRecord {
  at: string;
}

interface Row {
  id: string;
  at: string;
  detail: string;
  /** Every other column, whatever the table has. */
  row: Record<string, Json>;
}

/** Fields of a row of the audit log, with the columns that each holds. */
const FIELDS: readonly (readonly [path: string, columns: readonly string[]])[] = [
  ["act", ["action", "kind"]],
  ["actor", ["actor_id", "actor_kind", "actor_name"]],
  ["target", ["target"]],
  ["traces", ["trace_ids"]],
  ["from", ["address", "route", "surface"]],
  ["reason", ["reason"]],
];

const isSaid = (value: Json | undefined): value is Json =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/** Rows of the audit log as records: what was done, who did it, to what, from where and why, each a field. */
export async function readAuditRecords(
  tx: Tx,
  projectId: number,
  ids: readonly string[],
): Promise<Map<string, AuditRecord>> {
  const rows = await tx<Row[]>`
    select id::text as id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, detail::text as detail,
      to_jsonb(audit_log) - '{id,at,detail,project_id}'::text[] as row
    from audit_log
    where project_id = ${projectId} and id = any(${plainArray(ids)}::bigint[])
    order by audit_log.id`;
  return new Map(rows.map((row) => [row.id, recordOf(row)]));
}

function recordOf({ id, at, detail, row }: Row): AuditRecord {
  const layout: string[] = [];
  const values: string[] = [];
  for (const [path, columns] of FIELDS) {
    const said = columns.flatMap((name) => (isSaid(row[name]) ? [[name, row[name]] as const] : []));
    if (said.length === 0) continue;
    layout.push(path);
    values.push(canonicalJson({ ...Object.fromEntries(said), ...(path === "act" && { at, id }) }));
  }
  layout.push("detail");
  // PostgreSQL writes JSON in a form of its own: it is sealed as that text.
  values.push(JSON.stringify(detail));
  return { at, layout, values };
}
