import type { Sql } from "@/db/client";

import { definitionOf, MonitorInput } from "./definition";

/** What every project is worth: who stopped sending, and features of which many interactions fail. */
const FIRST: readonly MonitorInput[] = [
  { kind: "silence", name: "A feature is silent", of: "feature" },
  { kind: "silence", name: "An API key is silent", of: "key" },
  {
    kind: "threshold",
    name: "Interactions fail",
    metric: "error_rate",
    group_by: "feature",
    window: "15m",
    direction: "above",
    alert: 0.2,
    recover: 0.15,
    min_count: 20,
    no_data: "keep",
  },
];

/**
 * Gives each project that has sent something its first monitors, once: who deletes them, or makes some before, does not get them.
 * @param sql connected as recount_worker
 */
export async function makeFirstMonitors(sql: Sql): Promise<void> {
  const rows = FIRST.map((input) => MonitorInput.parse(input)).map((monitor, place) => ({
    place,
    name: monitor.name,
    definition: definitionOf(monitor),
  }));
  await sql`
    with made as (
      insert into monitors (project_id, name, definition, created_by)
      select p.id, g.name, g.definition, 'Recount'
      from projects p
      cross join jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as g (place int, name text, definition jsonb)
      where not exists (select from monitors m where m.project_id = p.id)
        and exists (select from ingest_days d where d.project_id = p.id and d.spans > 0)
      order by p.id, g.place
      on conflict do nothing
      returning project_id, name
    )
    insert into audit_log (project_id, actor_kind, actor_name, action, target)
    select project_id, 'system', 'Recount', 'monitor.created', name from made`;
}
