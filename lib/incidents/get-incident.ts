import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { namedVersions } from "@/lib/latency/named-versions";
import { incidentSubject } from "@/lib/findings/enqueue-incident";
import { hexOfUuid } from "@/lib/model/ids";

import type {
  Comparison,
  ExampleTrace,
  Finding,
  IncidentDetail,
  IncidentEvent,
  SentMessage,
} from "./incident";
import { summaries } from "./list-incidents";

const MOST_FINDINGS = 200;
const MOST_EVENTS = 500;

export const noSuchIncident = (id: string | number): Failure =>
  new Failure("not_found", `There is no incident ${id} in this project.`);

/** An incident with all that is known of it. @throws Failure forbidden, not_found */
export async function getIncident(ctx: Context, id: string): Promise<IncidentDetail> {
  requirePermission(ctx, "read_aggregates");
  if (!/^\d{1,18}$/.test(id)) throw noSuchIncident(id);
  return inProject(ctx.sql, ctx.project.id, (tx) => readIncident(tx, ctx.project.id, id), { readOnly: true });
}

/** The same in a transaction of the project. @throws Failure not_found */
export async function readIncident(tx: Tx, projectId: number, id: string): Promise<IncidentDetail> {
  const [summary] = await summaries(tx, tx`i.project_id = ${projectId} and i.id = ${id}`, 1);
  if (!summary) throw noSuchIncident(id);
  const [[more], established, events, messages, examples] = await Promise.all([
    tx<
      {
        affected: string | null;
        comparison: Comparison | null;
        examinedAt: string | null;
        text: string | null;
        at: string | null;
        by: string | null;
      }[]
    >`
      select affected, comparison, examined_at as "examinedAt", post_mortem as text, post_mortem_at as at, post_mortem_by as by
      from incidents
      where project_id = ${projectId} and id = ${id}`,
    tx<Finding[]>`
      select id::text, rule, rule_id as "ruleId", series, level, title, link, detail, affected, began_at as "beganAt",
        began_after as "beganAfter", began_before as "beganBefore", found_at as "foundAt", resolved_at as "resolvedAt", resolution
      from findings
      where project_id = ${projectId} and incident_id = ${id}
      order by found_at, id
      limit ${MOST_FINDINGS}`,
    tx<IncidentEvent[]>`
      select id::text, at, kind, actor, text, detail
      from (
        select *
        from incident_events
        where project_id = ${projectId} and incident_id = ${id}
        order by id desc
        limit ${MOST_EVENTS}
      ) last
      order by last.id`,
    readMessages(tx, projectId, id),
    tx<ExampleTrace[]>`
      select trace_id as "traceId", role, started_at as "startedAt", reason, pinned_by as "pinnedBy", pinned_at as "pinnedAt",
        document is not null as kept
      from incident_traces
      where project_id = ${projectId} and incident_id = ${id}
      order by role, pinned_by nulls last, started_at, trace_id`,
  ]);
  if (!more) throw noSuchIncident(id);
  const { text, at, by } = more;
  return {
    ...summary,
    affected: more.affected,
    comparison: more.comparison,
    examinedAt: more.examinedAt,
    established,
    events,
    messages,
    examples: examples.map((example) => ({ ...example, traceId: hexOfUuid(example.traceId) })),
    postMortem: text === null || at === null || by === null ? null : { text, at, by },
  };
}

/** Read from the outbox, which alone knows what became of them. */
const readMessages = (tx: Tx, projectId: number, id: string): Promise<SentMessage[]> =>
  tx<SentMessage[]>`
    select *
    from (
      select d.id, d.kind, d.created_at as at, d.payload ->> 'title' as title, c.name as channel, c.kind as "channelKind",
        coalesce(g.state, d.state) as state, case when g.id is null then d.ended_at else g.ended_at end as "endedAt",
        g.id is not null as gathered
      from notification_channels c
      join notification_deliveries d on d.channel_id = c.id and d.project_id = c.project_id
      left join notification_deliveries g on g.id = d.told_in and g.project_id = d.project_id
      where c.project_id = ${projectId} and d.subject = ${incidentSubject(id)}
      order by d.created_at desc, d.id
      limit ${MOST_EVENTS}
    ) last
    order by last.at, last.channel, last.id`;

/** Names of prompt versions by fingerprint, for the comparison; none where it speaks of no version. */
export async function comparedVersions(
  ctx: Context,
  { comparison }: Pick<IncidentDetail, "comparison">,
): Promise<Record<string, string>> {
  requirePermission(ctx, "read_aggregates");
  if (!comparison?.differences.some(({ attribute }) => attribute === "prompt_version")) return {};
  return inProject(ctx.sql, ctx.project.id, (tx) => namedVersions(tx, ctx), { readOnly: true });
}
