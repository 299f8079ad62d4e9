import { gunzipSync } from "node:zlib";

import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import type { TraceDocument } from "@/lib/traces/document";
import type { SpanDetail } from "@/lib/traces/get-span";

/**
 * An interaction as it was when it was kept with an incident.
 * @param traceId 32 hex digits
 * @throws Failure forbidden, not_found
 */
export async function getKeptTrace(
  ctx: Context,
  incidentId: string,
  traceId: string,
): Promise<TraceDocument> {
  requirePermission(ctx, "read_content");
  const none = new Failure("not_found", "This trace is not kept with the incident.");
  if (!/^\d{1,18}$/.test(incidentId) || !/^[0-9a-f]{32}$/.test(traceId)) throw none;
  const [row] = await readContent(
    ctx,
    { action: "kept_trace.read", target: incidentId, traceIds: [traceId] },
    async (tx) => {
      const rows = await tx<{ document: Buffer | null }[]>`
        select document from incident_traces
        where project_id = ${ctx.project.id} and incident_id = ${incidentId} and trace_id = ${traceId}::uuid`;
      if (rows[0]?.document) noteContent(tx);
      return rows;
    },
  );
  if (!row?.document) throw none;
  return JSON.parse(gunzipSync(row.document).toString("utf8")) as TraceDocument;
}

/** One span of it with its bodies. @throws Failure forbidden, not_found */
export async function getKeptSpan(
  ctx: Context,
  incidentId: string,
  { traceId, spanId }: { traceId: string; spanId: string },
): Promise<SpanDetail> {
  const { spans } = await getKeptTrace(ctx, incidentId, traceId);
  const span = spans.find(({ span_id }) => span_id === spanId);
  if (!span) throw new Failure("not_found", `There is no span ${spanId} in what was kept of the trace.`);
  return { span, context: null, content_hidden: false };
}
