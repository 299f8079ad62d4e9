import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";

import { enqueueIncident, type FindingProject } from "./enqueue-incident";
import type { Over } from "./finding";

/**
 * Ends findings that are over. An incident whose findings all are is resolved by that, unless somebody was first.
 * @param over unresolved ones; those that are resolved already stay as they are
 * @returns incidents that were resolved
 */
export async function resolveFindings(
  tx: Tx,
  project: FindingProject,
  over: readonly Over[],
  now: Date,
): Promise<string[]> {
  if (over.length === 0) return [];
  const touched = await tx<{ incidentId: string }[]>`
    with ended as (
      update findings f
      set resolved_at = ${now}, resolution = u.why
      from jsonb_to_recordset(${JSON.stringify(over)}::text::jsonb) as u (id bigint, why text)
      where f.project_id = ${project.id} and f.id = u.id and f.resolved_at is null
      returning f.incident_id
    )
    select distinct incident_id::text as "incidentId" from ended where incident_id is not null`;
  if (touched.length === 0) return [];
  // A statement of its own: it sees what the first one has ended.
  const resolved = await tx<{ id: string; told: boolean }[]>`
    with recovered as (
      update incidents i
      set state = 'resolved', resolved_at = ${now}, resolved_by = null, resolution = last.resolution
      from (
        select distinct on (f.incident_id) f.incident_id, f.resolution
        from findings f
        where f.project_id = ${project.id}
          and f.incident_id = any(${plainArray(touched.map(({ incidentId }) => incidentId))}::bigint[])
        order by f.incident_id, f.resolved_at desc nulls first, f.id desc
      ) last
      where i.project_id = ${project.id} and i.id = last.incident_id and last.resolution is not null
        and i.state in ('open', 'acknowledged')
      returning i.id, i.resolution, i.told
    ),
    told as (
      insert into incident_events (project_id, incident_id, at, kind, text)
      select ${project.id}::int, id, ${now}::timestamptz, 'recovered', resolution from recovered order by id
    )
    select id::text, told from recovered order by id`;
  for (const { id, told } of resolved)
    if (told) await enqueueIncident(tx, project, id, "incident.resolved", now);
  return resolved.map(({ id }) => id);
}
