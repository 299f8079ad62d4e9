import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { getTrace } from "@/lib/traces/get-trace";

import { documentOf } from "./examine-incident";
import { noSuchIncident } from "./get-incident";
import { PinTrace, PinTraces, UnpinTrace } from "./schemas";

/** Of one incident. */
const MOST = 50;

/**
 * Keeps an interaction as it is now beside an incident, whatever retention does.
 * @throws Failure forbidden, bad_request, not_found, conflict (too many)
 */
export async function pinTrace(ctx: Context, input: PinTrace): Promise<void> {
  requirePermission(ctx, "edit_incidents");
  requirePermission(ctx, "read_content");
  const { id, traceId: name, role, reason } = parse(PinTrace, input);
  const { trace_id: traceId, started_at: startedAt } = await getTrace(ctx, {
    traceId: name,
    include: [],
    limit: 1,
  });
  const document = await documentOf(ctx, traceId);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [incident] = await tx<{ title: string; pinned: number }[]>`
      select i.title, (select count(*)::int from incident_traces t where t.incident_id = i.id) as pinned
      from incidents i
      where i.project_id = ${ctx.project.id} and i.id = ${id}
      for update`;
    if (!incident) throw noSuchIncident(id);
    if (incident.pinned >= MOST)
      throw new Failure("conflict", `An incident keeps at most ${MOST} traces. Take one off first.`);
    await tx`
      insert into incident_traces (project_id, incident_id, trace_id, role, started_at, reason, document, pinned_by, pinned_at)
      values (${ctx.project.id}, ${id}, ${traceId}::uuid, ${role}, ${startedAt}::timestamptz, ${reason || null}, ${document},
        ${ctx.actor.name}, ${ctx.now()})
      on conflict (incident_id, trace_id) do update
      set role = excluded.role, reason = excluded.reason, pinned_by = excluded.pinned_by, pinned_at = excluded.pinned_at`;
    await tx`
      insert into incident_events (project_id, incident_id, at, kind, actor, text, detail)
      values (${ctx.project.id}, ${id}, ${ctx.now()}, 'pinned', ${ctx.actor.name}, ${reason || null},
        ${JSON.stringify({ trace_id: traceId, role })}::text::jsonb)`;
    await record(tx, ctx, {
      action: "incident.pinned",
      target: incident.title,
      detail: { id: Number(id), trace_id: traceId },
    });
  });
}

/**
 * The same for several, one after the other: a copy of each is read and stored by itself. Those before one that cannot be kept stay.
 * @throws Failure as {@link pinTrace}, which says how many were kept
 */
export async function pinTraces(ctx: Context, input: PinTraces): Promise<void> {
  requirePermission(ctx, "edit_incidents");
  requirePermission(ctx, "read_content");
  const { traceIds, ...how } = parse(PinTraces, input);
  const wanted = [...new Set(traceIds)];
  for (const [kept, traceId] of wanted.entries()) {
    try {
      await pinTrace(ctx, { ...how, traceId });
    } catch (error) {
      if (kept === 0 || !(error instanceof Failure)) throw error;
      throw new Failure(error.code, `Kept ${kept} of ${wanted.length}, then: ${error.message}`, {
        cause: error,
      });
    }
  }
}

/** What was kept of the interaction is gone. @throws Failure forbidden, bad_request, not_found */
export async function unpinTrace(ctx: Context, input: UnpinTrace): Promise<void> {
  requirePermission(ctx, "edit_incidents");
  const { id, traceId } = parse(UnpinTrace, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [gone] = await tx<{ title: string }[]>`
      delete from incident_traces t
      using incidents i
      where t.project_id = ${ctx.project.id} and t.incident_id = ${id} and t.trace_id = ${traceId}::uuid and i.id = t.incident_id
      returning i.title`;
    if (!gone) throw new Failure("not_found", "This trace is not kept with the incident. Reload the page.");
    await tx`
      insert into incident_events (project_id, incident_id, at, kind, actor, detail)
      values (${ctx.project.id}, ${id}, ${ctx.now()}, 'unpinned', ${ctx.actor.name}, ${JSON.stringify({ trace_id: traceId })}::text::jsonb)`;
    await record(tx, ctx, {
      action: "incident.unpinned",
      target: gone.title,
      detail: { id: Number(id), trace_id: traceId },
    });
  });
}
