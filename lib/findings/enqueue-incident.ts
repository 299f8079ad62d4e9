import type { Tx } from "@/db/client";
import { enqueue } from "@/lib/notify/enqueue";

export interface FindingProject {
  id: number;
  slug: string;
}

export type IncidentMessage = "incident.opened" | "incident.raised" | "incident.resolved";

const SAID: Record<IncidentMessage, string> = {
  "incident.opened": "",
  "incident.raised": "Now an alert: ",
  "incident.resolved": "Resolved: ",
};
/** A message names no more findings than people read. */
const MOST_FINDINGS = 10;

/** Puts the news of an incident, as it is stored in this transaction, into the outbox; field names are public. */
export async function enqueueIncident(
  tx: Tx,
  project: FindingProject,
  incidentId: string,
  kind: IncidentMessage,
  now: Date,
): Promise<void> {
  const [incident] = await tx<
    {
      title: string;
      severity: string;
      state: string;
      beganAt: string;
      openedAt: string;
      resolution: string | null;
    }[]
  >`
    select title, severity, state, began_at as "beganAt", opened_at as "openedAt", resolution
    from incidents
    where project_id = ${project.id} and id = ${incidentId}`;
  if (!incident) throw new Error(`there is no incident ${incidentId}`);
  const findings = await tx<{ id: string; rule: string; level: string; title: string; began_at: string }[]>`
    select id::text, rule, level, title, began_at
    from findings
    where project_id = ${project.id} and incident_id = ${incidentId}
    order by found_at, id
    limit ${MOST_FINDINGS}`;
  await enqueue(
    tx,
    project.id,
    kind,
    {
      type: kind,
      title: `${SAID[kind]}${incident.title}`,
      project: project.slug,
      path: `/p/${project.slug}/incidents/${incidentId}`,
      incident: {
        id: Number(incidentId),
        title: incident.title,
        severity: incident.severity,
        state: incident.state,
        began_at: incident.beganAt,
        opened_at: incident.openedAt,
        resolution: incident.resolution,
      },
      findings: findings.map((finding) => ({ ...finding, id: Number(finding.id) })),
      at: now.toISOString(),
    },
    now,
  );
}
