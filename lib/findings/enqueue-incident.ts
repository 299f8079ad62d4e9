import type { Tx } from "@/db/client";
import { courseIn } from "@/lib/notify/course";
import { enqueue } from "@/lib/notify/enqueue";
import type { MessagePayload } from "@/lib/notify/message";

export interface FindingProject {
  id: number;
  slug: string;
}

export type IncidentMessage =
  | "incident.opened"
  | "incident.raised"
  | "incident.reminded"
  | "incident.resolved";

const SAID: Record<IncidentMessage, string> = {
  "incident.opened": "",
  "incident.raised": "Now an alert: ",
  "incident.reminded": "Still: ",
  "incident.resolved": "Resolved: ",
};
/** A message names no more findings than people read. */
const MOST_FINDINGS = 10;

/**
 * Puts the news of an incident, as it is stored in this transaction, into the outbox; field names are public.
 * @param reopened why somebody opened it again
 */
export async function enqueueIncident(
  tx: Tx,
  project: FindingProject,
  incidentId: string,
  kind: IncidentMessage,
  now: Date,
  reopened?: string,
): Promise<void> {
  const [incident] = await tx<
    {
      title: string;
      severity: "warning" | "alert";
      state: string;
      beganAt: string;
      openedAt: string;
      resolution: string | null;
      change: string;
      simulated: boolean;
      channelIds: number[] | null;
    }[]
  >`
    select title, severity, state, began_at as "beganAt", opened_at as "openedAt", resolution, channel_ids as "channelIds",
      exists (select from findings f where f.incident_id = i.id and f.simulated) as simulated,
      (
        select coalesce(max(e.id), 0)::text
        from incident_events e
        where e.incident_id = i.id and e.kind in ('opened', 'reopened', 'severity', 'resolved', 'recovered')
      ) as change
    from incidents i
    where i.project_id = ${project.id} and i.id = ${incidentId}`;
  if (!incident) throw new Error(`there is no incident ${incidentId}`);
  const findings = await tx<
    {
      id: string;
      rule: string;
      level: string;
      title: string;
      began_at: string;
      foundAt: string;
      sparkline: unknown;
      course: unknown;
      unit: string | null;
      looksForCauses: boolean;
      cause: string | null;
    }[]
  >`
    select id::text, rule, level, title, began_at, found_at as "foundAt", detail -> 'sparkline' as sparkline, detail -> 'course' as course,
      detail ->> 'unit' as unit, detail ? 'candidates' as "looksForCauses", detail -> 'candidates' -> 0 ->> 'sentence' as cause
    from findings
    where project_id = ${project.id} and incident_id = ${incidentId}
    order by found_at, id
    limit ${MOST_FINDINGS}`;
  const [sparkline] = findings.flatMap(({ sparkline: given, unit }) => {
    const values = numbersIn(given);
    return values === null ? [] : [{ values, unit }];
  });
  const course = findings.flatMap((finding) => {
    const drawn = courseIn(finding.course);
    return drawn === null
      ? []
      : [
          {
            ...drawn,
            ...(finding.unit !== null && { unit: finding.unit }),
            began_at: finding.began_at,
            found_at: finding.foundAt,
          },
        ];
  })[0];
  const payload: MessagePayload = {
    type: kind,
    title: `${reopened === undefined ? SAID[kind] : "Opened again: "}${incident.title}`,
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
      ...(reopened !== undefined && { reopened_because: reopened }),
    },
    findings: findings.map(({ id, rule, level, title, began_at, looksForCauses, cause }) => ({
      id: Number(id),
      rule,
      level,
      title,
      began_at,
      ...(looksForCauses && { cause }),
    })),
    ...(sparkline && {
      sparkline: sparkline.values,
      ...(sparkline.unit !== null && { sparkline_unit: sparkline.unit }),
    }),
    // Of what is over it would show what is over.
    ...(course && kind !== "incident.resolved" && { course }),
    ...(incident.simulated && { simulated: true }),
    at: now.toISOString(),
  };
  await enqueue(tx, project.id, kind, payload, now, {
    ...(incident.channelIds && { channelIds: incident.channelIds }),
    subject: incidentSubject(incidentId),
    // A reminder changes nothing: each is one by its time.
    change: `${kind} ${incidentId} ${kind === "incident.reminded" ? now.toISOString() : incident.change}`,
  });
}

/** What messages of an incident are about; those of the rule that opened it say so too. */
export const incidentSubject = (incidentId: string): string => `incident ${incidentId}`;

/**
 * A rule puts the course of its series into `detail.sparkline` of its finding: numbers at even distances, the oldest first; and into
 * `detail.course` with times and what is expected; the unit of both into `detail.unit`.
 */
const numbersIn = (given: unknown): number[] | null =>
  Array.isArray(given) && given.every((value) => typeof value === "number") ? given : null;
