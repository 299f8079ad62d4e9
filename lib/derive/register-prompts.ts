import type { Tx } from "@/db/client";
import { plainArray, textArray } from "@/db/pg-array";
import { openBodies } from "@/lib/bodies/read-bodies";
import { groupBy } from "@/lib/model/group-by";

import type { PromptSighting } from "./facts";
import { isoOfUs } from "./write-derived";

export interface ProjectSighting extends PromptSighting {
  projectId: number;
  shardKey: number;
}

/** Versions that are stored already, with when each was first seen: nearly every call uses one of them. */
export type KnownPrompts = Map<string, number>;

const MAX_KNOWN = 50_000;

const promptKey = (sighting: ProjectSighting): string =>
  JSON.stringify([sighting.projectId, sighting.name, sighting.fingerprint, sighting.label]);

/** One sighting a version, the earliest, and only those that say something new. */
export function newSightings(sightings: readonly ProjectSighting[], known: KnownPrompts): ProjectSighting[] {
  const news = new Map<string, ProjectSighting>();
  for (const sighting of sightings) {
    const key = promptKey(sighting);
    const seenUs = Math.min(known.get(key) ?? Infinity, news.get(key)?.seenUs ?? Infinity);
    if (sighting.seenUs < seenUs) news.set(key, sighting);
  }
  return [...news.values()];
}

/** To be called after commit: what a rolled back batch wrote is not known. */
export function rememberPrompts(known: KnownPrompts, stored: readonly ProjectSighting[]): void {
  if (known.size > MAX_KNOWN) known.clear();
  for (const sighting of stored) known.set(promptKey(sighting), sighting.seenUs);
}

/**
 * Registers prompts and their versions. Versions are numbered from traffic: a new one gets the next number of its prompt, in
 * the order of first sight; a number once given stays. When an earlier call turns up later, only `first_seen_at` moves.
 * A register of what was seen, not a derivation: what a trace showed before all of it was there stays seen.
 */
export async function registerPrompts(tx: Tx, sightings: readonly ProjectSighting[]): Promise<void> {
  if (sightings.length === 0) return;
  const sorted = sightings.toSorted((a, b) => a.seenUs - b.seenUs || (promptKey(a) < promptKey(b) ? -1 : 1));
  const texts = await readTexts(tx, sorted);
  const seen = tx`
    select *
    from unnest(${plainArray(sorted.map((row) => row.projectId))}::int[], ${textArray(sorted.map((row) => row.name))}::text[],
      ${plainArray(sorted.map((row) => row.fingerprint))}::bigint[], ${textArray(sorted.map((row) => row.label))}::text[],
      ${textArray(sorted.map((row) => texts.get(row) ?? null))}::text[],
      ${textArray(sorted.map((row) => isoOfUs(row.seenUs)))}::timestamptz[])
      with ordinality as u (project_id, name, fingerprint, label, system, seen_at, position)`;
  await tx`
    insert into prompts (project_id, name)
    select distinct project_id, name from (${seen}) u order by project_id, name
    on conflict do nothing`;
  // Numbers of one prompt are given by one worker at a time.
  await tx`
    select p.id from prompts p
    where exists (select from (${seen}) u where u.project_id = p.project_id and u.name = p.name)
    order by p.id
    for update`;
  await tx`
    with seen as (${seen}),
    fresh as (
      select s.*, p.id as prompt_id
      from seen s
      join prompts p on p.project_id = s.project_id and p.name = s.name
      where not exists (
        select from prompt_versions v
        where v.project_id = s.project_id and v.prompt_id = p.id
          and v.fingerprint = s.fingerprint and coalesce(v.label, '') = coalesce(s.label, '')
      )
    )
    insert into prompt_versions (project_id, prompt_id, number, fingerprint, label, system, first_seen_at)
    select f.project_id, f.prompt_id,
      coalesce((select max(v.number) from prompt_versions v where v.project_id = f.project_id and v.prompt_id = f.prompt_id), 0)
        + row_number() over (partition by f.prompt_id order by f.position),
      f.fingerprint, f.label, f.system, f.seen_at
    from fresh f
    on conflict do nothing`;
  await tx`
    with seen as (${seen})
    update prompt_versions v
    set first_seen_at = s.seen_at, system = coalesce(s.system, v.system)
    from seen s
    join prompts p on p.project_id = s.project_id and p.name = s.name
    where v.project_id = s.project_id and v.prompt_id = p.id
      and v.fingerprint = s.fingerprint and coalesce(v.label, '') = coalesce(s.label, '')
      and s.seen_at < v.first_seen_at`;
}

/** U+0000 cannot stand in a column. */
const storable = (text: string | null): string | null => text?.replaceAll("\0", "\ufffd") ?? null;

/** What the prompts said: it is kept with the version, which outlives the days on which it was used. */
async function readTexts(
  tx: Tx,
  sightings: readonly ProjectSighting[],
): Promise<Map<ProjectSighting, string | null>> {
  const texts = new Map<ProjectSighting, string | null>();
  for (const [projectId, some] of groupBy(sightings, (one) => one.projectId)) {
    const parts = ["system"] as const;
    const bodies = await openBodies(
      tx,
      projectId,
      some.map(({ systemRef: ref, shardKey }) => ({ ref, shardKey, parts })),
    );
    for (const one of some)
      texts.set(one, storable(bodies.of(one.systemRef, one.shardKey)?.text("system") ?? null));
  }
  return texts;
}
