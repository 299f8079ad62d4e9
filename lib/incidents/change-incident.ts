import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { enqueueIncident } from "@/lib/findings/enqueue-incident";
import { parse } from "@/lib/http/parse";

import { noSuchIncident } from "./get-incident";
import type { IncidentState, Severity } from "./incident";
import { ChangeIncident } from "./schemas";

interface Stored {
  state: IncidentState;
  severity: Severity;
  title: string;
  causeKey: string;
  told: boolean;
}

/**
 * What a person does to an incident; it stands in its timeline and in the audit log.
 * @throws Failure forbidden, bad_request, not_found, conflict (somebody was first, or its state does not allow it)
 */
export async function changeIncident(ctx: Context, input: ChangeIncident): Promise<void> {
  requirePermission(ctx, "edit_incidents");
  const wanted = parse(ChangeIncident, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [incident] = await tx<Stored[]>`
      select state, severity, title, cause_key as "causeKey", told
      from incidents
      where project_id = ${ctx.project.id} and id = ${wanted.id}
      for update`;
    if (!incident) throw noSuchIncident(wanted.id);
    const said = await apply(tx, ctx, wanted, incident);
    await tx`
      insert into incident_events (project_id, incident_id, at, kind, actor, text)
      values (${ctx.project.id}, ${wanted.id}, ${ctx.now()}, ${said.kind}, ${ctx.actor.name}, ${said.text})`;
    await record(tx, ctx, {
      action: `incident.${said.kind}`,
      target: incident.title,
      detail: {
        id: Number(wanted.id),
        ...(said.text !== null && wanted.change !== "comment" && { text: said.text }),
      },
    });
  });
}

/** @returns what its timeline says of it */
async function apply(
  tx: Tx,
  ctx: Context,
  wanted: ChangeIncident,
  incident: Stored,
): Promise<{ kind: string; text: string | null }> {
  const { id } = wanted;
  const by = ctx.actor.name;
  const now = ctx.now();
  const mine = tx`project_id = ${ctx.project.id} and id = ${id}`;
  switch (wanted.change) {
    case "acknowledge":
      requireState(incident, ["open"], "acknowledged");
      await tx`
        update incidents
        set state = 'acknowledged', acknowledged_at = ${now}, acknowledged_by = ${by},
          owner_id = coalesce(owner_id, ${ctx.actor.kind === "user" ? ctx.actor.id : null}::int)
        where ${mine}`;
      return { kind: "acknowledged", text: null };
    case "resolve":
      requireState(incident, ["open", "acknowledged"], "resolved");
      await tx`
        update incidents set state = 'resolved', resolved_at = ${now}, resolved_by = ${by}, resolution = ${wanted.resolution} where ${mine}`;
      if (incident.told) await enqueueIncident(tx, ctx.project, id, "incident.resolved", now);
      return { kind: "resolved", text: wanted.resolution };
    case "reopen": {
      requireState(incident, ["resolved", "reviewed"], "opened again");
      const [other] = await tx<{ id: string }[]>`
        select id::text from incidents
        where project_id = ${ctx.project.id} and cause_key = ${incident.causeKey} and state in ('open', 'acknowledged')`;
      if (other)
        throw new Failure(
          "conflict",
          `Incident ${other.id} is about the same and is not resolved. Go on with that one.`,
        );
      await tx`
        update incidents
        set state = 'open', resolved_at = null, resolved_by = null, resolution = null, reviewed_at = null, reviewed_by = null,
          acknowledged_at = null, acknowledged_by = null
        where ${mine}`;
      if (incident.told) await enqueueIncident(tx, ctx.project, id, "incident.opened", now, wanted.reason);
      return { kind: "reopened", text: wanted.reason };
    }
    case "review":
      requireState(incident, ["resolved"], "reviewed");
      await tx`update incidents set state = 'reviewed', reviewed_at = ${now}, reviewed_by = ${by} where ${mine}`;
      return { kind: "reviewed", text: null };
    case "comment":
      return { kind: "comment", text: wanted.text };
    case "severity":
      if (wanted.severity === incident.severity)
        throw new Failure(
          "conflict",
          `It is ${incident.severity === "alert" ? "an alert" : "a warning"} already.`,
        );
      await tx`update incidents set severity = ${wanted.severity} where ${mine}`;
      if (wanted.severity === "alert" && incident.told)
        await enqueueIncident(tx, ctx.project, id, "incident.raised", now);
      return { kind: "severity", text: `From ${incident.severity} to ${wanted.severity}.` };
    case "owner": {
      const name = wanted.userId === null ? null : await memberName(tx, ctx, wanted.userId);
      await tx`update incidents set owner_id = ${wanted.userId} where ${mine}`;
      return { kind: "owner", text: name ?? "Nobody" };
    }
  }
}

function requireState({ state }: Stored, allowed: readonly IncidentState[], to: string): void {
  if (!allowed.includes(state))
    throw new Failure(
      "conflict",
      `It is ${state}, so it cannot be ${to}. Reload the page: somebody may have been first.`,
    );
}

async function memberName(tx: Tx, ctx: Context, userId: number): Promise<string> {
  const [member] = await tx<{ name: string }[]>`
    select coalesce(nullif(u.name, ''), u.email) as name
    from memberships m
    join users u on u.id = m.user_id
    where m.project_id = ${ctx.project.id} and m.user_id = ${userId} and u.disabled_at is null`;
  if (!member) {
    const message = "Choose a member of this project.";
    throw new Failure("bad_request", message, { details: [{ path: "userId", message }] });
  }
  return member.name;
}
