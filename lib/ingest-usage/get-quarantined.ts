import { z } from "zod";

import type { Row } from "@/db/drizzle";
import type { ingestQuarantine } from "@/db/schema/ingest-usage";
import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";

import type { QuarantinedItem } from "./list-quarantine";

/** Its body is null if there was none, or the viewer may not read content. */
export interface QuarantinedDetail
  extends
    QuarantinedItem,
    Row<typeof ingestQuarantine, "traceId" | "spanId" | "body" | "bodyFormat" | "bodyBytes"> {
  keyName: string | null;
}

const Id = z.uuid();

/** One sample with its body, which may hold what people said: only for those who may read content. Null: there is none. */
export async function getQuarantined(ctx: Context, id: string): Promise<QuarantinedDetail | null> {
  requirePermission(ctx, "read_aggregates");
  if (!Id.safeParse(id).success) return null;
  const readable = may(ctx.actor, "read_content");
  const [row] = await readContent(ctx, { action: "quarantine.read", target: id }, async (tx) => {
    const rows = await tx<QuarantinedDetail[]>`
      select
        q.id, q.at, q.endpoint, q.client, q.service, q.code, q.message, q.span_name as "spanName", q.body is not null as "hasBody",
        q.trace_id as "traceId", q.span_id as "spanId", k.name as "keyName",
        case when ${readable}::boolean then q.body end as body, q.body_format as "bodyFormat", q.body_bytes as "bodyBytes"
      from ingest_quarantine q
      left join api_keys k on k.project_id = q.project_id and k.id = q.api_key_id
      where q.project_id = ${ctx.project.id} and q.id = ${id}`;
    if (rows[0] && rows[0].body !== null) noteContent(tx);
    return rows;
  });
  return row ?? null;
}
