import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { groupBy } from "@/lib/model/group-by";

import { enqueueIncident, type FindingProject } from "./enqueue-incident";
import type { Established, Opened, Rule } from "./finding";
import { sharedQuery } from "./shared-query";
import { whichSimulated } from "./which-simulated";

/** An event names no more findings than people read. */
const NAMED = 20;

/**
 * Stores what a rule has established, as far as it is new, with the incidents that it opens or belongs to, and what channels are told
 * of these: an incident that nobody has resolved takes all findings of its cause. As many statements for thousands as for one, but in
 * a project where people and the demo send.
 * @param found with keys that differ within a series
 * @returns what is new, in the order given
 */
export async function openFindings<Detail extends object>(
  tx: Tx,
  project: FindingProject,
  rule: Rule,
  found: readonly Established<Detail>[],
  now: Date,
): Promise<Opened<Detail>[]> {
  if (found.length === 0) return [];
  const simulated = await whichSimulated(tx, project.id, rule, found, now);
  const given = found.map((one, place) => ({ ...rowOf(one, place), simulated: at(simulated, place) }));
  const stored = await tx<{ id: string; place: number }[]>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as g (place int, rule_id int, series text,
        key text, level text, title text, link text, detail jsonb, affected text, began_at timestamptz, began_after timestamptz,
        began_before timestamptz, simulated boolean)
    ),
    made as (
      insert into findings (project_id, rule, rule_id, series, key, level, title, link, detail, affected, began_at, began_after,
        began_before, found_at, simulated)
      select ${project.id}::int, ${rule}, rule_id, series, key, level, title, link, detail, affected, began_at, began_after, began_before, ${now}::timestamptz,
        simulated
      from given
      order by place
      on conflict do nothing
      returning id, rule_id, series, key
    )
    select m.id::text, g.place from made m join given g using (rule_id, series, key) order by g.place`;
  const opened = stored.map(({ id, place }): Opened<Detail> => ({
    ...at(found, place),
    id,
    incidentId: null,
    simulated: at(simulated, place),
  }));
  const causing = opened.filter(({ cause }) => cause !== null);
  if (causing.length === 0) return opened;
  const incidents = await joinIncidents(tx, project, causing, now);
  return opened.map((finding) => ({
    ...finding,
    incidentId: incidents.get(finding.cause?.key ?? "") ?? null,
  }));
}

const at = <T>(list: readonly T[], place: number): T => list[place] as T;

function rowOf(found: Established, place: number): object {
  const { ruleId, beganAtMs, beganAfterMs, beganBeforeMs, cause: _, ...row } = found;
  const iso = (ms: number | undefined): string | null =>
    ms === undefined ? null : new Date(ms).toISOString();
  return {
    ...row,
    place,
    rule_id: ruleId,
    began_at: iso(beganAtMs),
    began_after: iso(beganAfterMs),
    began_before: iso(beganBeforeMs),
  };
}

/** Gives findings to the unresolved incident of their cause, which is opened where there is none. @returns incidents by cause */
async function joinIncidents(
  tx: Tx,
  project: FindingProject,
  causing: readonly Opened[],
  now: Date,
): Promise<Map<string, string>> {
  const causes = [...groupBy(causing, ({ cause }) => cause?.key ?? "")].map(([key, own]) => {
    const worst = own.find(({ level }) => level === "alert") ?? at(own, 0);
    return {
      key,
      title: worst.cause?.title,
      renames: worst.cause?.renames ?? false,
      told: worst.cause?.tell ?? false,
      channel_ids: worst.cause?.channelIds ?? null,
      link: worst.link,
      affected: sharedQuery(own.map(({ affected }) => affected)),
      severity: worst.level === "alert" ? "alert" : "warning",
      began_at: new Date(Math.min(...own.map(({ beganAtMs }) => beganAtMs))).toISOString(),
      ids: own.map(({ id }) => id),
      names: own.slice(0, NAMED).map(({ title }) => title),
    };
  });
  const given = tx`
    jsonb_to_recordset(${JSON.stringify(causes)}::text::jsonb) as c (key text, title text, renames boolean, told boolean, channel_ids int[], link text, affected text,
      severity text, began_at timestamptz, ids jsonb, names jsonb)`;
  const fresh = await tx<{ id: string }[]>`
    insert into incidents (project_id, severity, title, link, cause_key, affected, told, channel_ids, began_at, opened_at)
    select ${project.id}::int, severity, title, link, key, affected, told, channel_ids, began_at, ${now}::timestamptz
    from ${given}
    order by key
    on conflict (project_id, cause_key) where state in ('open', 'acknowledged') do nothing
    returning id::text`;
  const joined = await tx<Joined[]>`
    with mine as materialized (
      select i.id, i.severity as severity_before, i.affected as affected_before, c.*
      from incidents i
      join ${given} on c.key = i.cause_key
      where i.project_id = ${project.id} and i.state in ('open', 'acknowledged')
      order by i.id
      for update of i
    ),
    given_to as (
      update findings f set incident_id = m.id
      from mine m
      cross join lateral jsonb_array_elements_text(m.ids) as own (id)
      where f.project_id = ${project.id} and f.id = own.id::bigint
    ),
    raised as (
      update incidents i
      set began_at = least(i.began_at, m.began_at), title = case when m.renames then m.title else i.title end, severity = case when m.severity = 'alert' then 'alert' else i.severity end
      from mine m
      where i.project_id = ${project.id} and i.id = m.id
    ),
    told as (
      insert into incident_events (project_id, incident_id, at, kind, text, detail)
      select ${project.id}::int, m.id, ${now}::timestamptz, e.kind, e.text, e.detail
      from mine m
      cross join lateral (values
        (1, 'opened', m.title, null::jsonb, m.id = any(${plainArray(fresh.map(({ id }) => id))}::bigint[])),
        (2, 'finding', m.names ->> 0,
          jsonb_build_object('ids', jsonb_path_query_array(m.ids, '$[0 to 19]'), 'count', jsonb_array_length(m.ids), 'titles', m.names),
          true),
        (3, 'severity', 'Raised from warning to alert.', null, m.severity = 'alert' and m.severity_before = 'warning')
      ) as e (place, kind, text, detail, holds)
      where e.holds
      order by m.id, e.place
    )
    select id::text, key, severity, severity_before as before, affected_before as "affectedBefore" from mine`;
  await widen(tx, project, causes, joined);
  await tell(tx, project, causing, joined, new Set(fresh.map(({ id }) => id)), now);
  return new Map(joined.map(({ id, key }) => [key, id]));
}

interface Joined {
  id: string;
  key: string;
  severity: "warning" | "alert";
  before: "warning" | "alert";
  affectedBefore: string | null;
}

/** What an incident is about grows with its findings; it is looked at anew then. */
async function widen(
  tx: Tx,
  project: FindingProject,
  causes: readonly { key: string; affected: string | null }[],
  joined: readonly Joined[],
): Promise<void> {
  const wider = joined.flatMap(({ id, key, affectedBefore }) => {
    const added = causes.find((cause) => cause.key === key)?.affected ?? null;
    const affected = sharedQuery([affectedBefore, added]);
    return affected === affectedBefore ? [] : [{ id, affected }];
  });
  if (wider.length === 0) return;
  await tx`
    update incidents i set affected = w.affected, examined_at = null
    from jsonb_to_recordset(${JSON.stringify(wider)}::text::jsonb) as w (id bigint, affected text)
    where i.project_id = ${project.id} and i.id = w.id`;
}

/** Channels hear of an incident when it opens, and when it becomes graver. */
async function tell(
  tx: Tx,
  project: FindingProject,
  causing: readonly Opened[],
  joined: readonly Joined[],
  fresh: ReadonlySet<string>,
  now: Date,
): Promise<void> {
  for (const { id, key, severity, before } of joined) {
    const own = causing.filter(({ cause }) => cause?.key === key);
    const isFresh = fresh.has(id);
    if (!own.some(({ cause }) => cause?.tell === true && !(isFresh && cause.toldByRule))) continue;
    if (isFresh) await enqueueIncident(tx, project, id, "incident.opened", now);
    else if (severity === "alert" && before === "warning")
      await enqueueIncident(tx, project, id, "incident.raised", now);
  }
}
