import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { readDataPoints } from "@/lib/metrics/read-data-points";
import { rangeOf } from "@/lib/traces/filter";
import { formatFingerprint, parseFingerprint } from "@/lib/traces/fingerprint";

import type { PromptList, PromptListQuery, PromptSummary } from "./document";
import { lastSeen } from "./last-seen";
import { noteOf, type NoteColumns } from "./note";

/** More prompts than this nobody reads; names that a client makes up for each call are thousands. */
const MOST = 1_000;

interface PromptRow extends NoteColumns {
  id: number;
  name: string;
  versions: number;
  firstSeenAt: string;
  version: string;
  fingerprint: string;
  newestSeenAt: string;
  total: number;
}

/** What a fingerprint did in the range, by feature. */
interface Use {
  calls: number;
  interactions: number;
  features: Map<string, number>;
}

/**
 * Prompts that were found in traffic, with what they did in a range, the most used first; of features that are asked for only those
 * that did anything there.
 * @throws Failure forbidden
 */
export async function listPrompts(ctx: Context, query: Partial<PromptListQuery>): Promise<PromptList> {
  requirePermission(ctx, "read_aggregates");
  const range = rangeOf(query, ctx.now());
  const filters = { environment: query.environment, feature: query.feature };
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const [rows, uses, seen] = await Promise.all([
        promptRows(tx, ctx),
        usesIn(tx, ctx, { ...range, filters }),
        lastSeen(tx, ctx),
      ]);
      const members = await membersOf(tx, ctx, [...new Set([...uses.keys(), ...seen.keys()])]);
      const data = rows
        .map((row) => summaryOf(row, members.get(row.id) ?? [], uses, seen))
        .filter(({ features }) => (query.feature ?? []).length === 0 || features.length > 0)
        .sort(
          (a, b) =>
            b.calls - a.calls ||
            b.newest.first_seen_at.localeCompare(a.newest.first_seen_at) ||
            a.name.localeCompare(b.name),
        );
      return { ...range, data, left_out: (rows[0]?.total ?? 0) - rows.length };
    },
    { readOnly: true },
  );
}

/** Each prompt with its newest version: the one that was seen first last. */
const promptRows = (tx: Tx, ctx: Context) => tx<PromptRow[]>`
  with counted as (
    select prompt_id, count(*)::int as versions, min(first_seen_at) as first_seen_at, max(first_seen_at) as newest_seen_at,
      count(*) over ()::int as total
    from prompt_versions
    where project_id = ${ctx.project.id}
    group by prompt_id
    order by newest_seen_at desc, prompt_id
    limit ${MOST}
  )
  select prompts.id, prompts.name, counted.versions, counted.first_seen_at as "firstSeenAt", counted.newest_seen_at as "newestSeenAt",
    coalesce(newest.label, newest.number::text) as version, newest.fingerprint::text as fingerprint, newest.note,
    newest.note_author as "noteAuthor", newest.noted_at as "notedAt", counted.total
  from counted
  join prompts on prompts.id = counted.prompt_id and prompts.project_id = ${ctx.project.id}
  cross join lateral (
    select *
    from prompt_versions
    where project_id = ${ctx.project.id} and prompt_id = counted.prompt_id
    order by first_seen_at desc, number desc
    limit 1
  ) as newest`;

/** Model calls and answers of the range by fingerprint. */
async function usesIn(
  tx: Tx,
  ctx: Context,
  asked: { from: string; to: string; filters: { environment?: string[]; feature?: string[] } },
): Promise<Map<string, Use>> {
  const question = {
    ...asked,
    interval: "range",
    groupBy: ["feature", "prompt_version"],
  } as const;
  const [calls, answers] = await Promise.all([
    readDataPoints(tx, ctx, {
      ...question,
      source: "calls",
      sums: ["calls"],
      filters: { ...asked.filters, kind: ["llm"] },
    }),
    readDataPoints(tx, ctx, { ...question, source: "traces", sums: ["interactions"] }),
  ]);
  const uses = new Map<string, Use>();
  for (const { groups, sums } of [...calls, ...answers]) {
    const [feature, fingerprint] = groups;
    if (!fingerprint) continue;
    const use = uses.get(fingerprint) ?? { calls: 0, interactions: 0, features: new Map<string, number>() };
    const [made, answered] = [Number(sums["calls"] ?? 0n), Number(sums["interactions"] ?? 0n)];
    use.calls += made;
    use.interactions += answered;
    if (feature) use.features.set(feature, (use.features.get(feature) ?? 0) + made + answered);
    uses.set(fingerprint, use);
  }
  return uses;
}

/** Which of these fingerprints each prompt has had, by prompt. */
async function membersOf(
  tx: Tx,
  ctx: Context,
  fingerprints: readonly string[],
): Promise<Map<number, string[]>> {
  const numbers = fingerprints.map(parseFingerprint).filter((one) => one !== null);
  const rows = await tx<{ id: number; fingerprint: string }[]>`
    select distinct prompt_id as id, fingerprint::text as fingerprint
    from prompt_versions
    where project_id = ${ctx.project.id} and fingerprint = any(${plainArray(numbers)}::bigint[])`;
  const members = new Map<number, string[]>();
  for (const { id, fingerprint } of rows)
    members.set(id, [...(members.get(id) ?? []), formatFingerprint(fingerprint)]);
  return members;
}

function summaryOf(
  row: PromptRow,
  members: readonly string[],
  uses: ReadonlyMap<string, Use>,
  seen: ReadonlyMap<string, string>,
): PromptSummary {
  const own = members.flatMap((one) => uses.get(one) ?? []);
  const features = new Map<string, number>();
  for (const use of own)
    for (const [feature, count] of use.features) features.set(feature, (features.get(feature) ?? 0) + count);
  const calls = own.reduce((sum, use) => sum + use.calls, 0);
  const fingerprint = formatFingerprint(row.fingerprint);
  const days = members.flatMap((one) => seen.get(one) ?? []);
  return {
    prompt_id: String(row.id),
    name: row.name,
    features: [...features].sort(([, a], [, b]) => b - a).map(([feature]) => feature),
    versions: row.versions,
    first_seen_at: new Date(row.firstSeenAt).toISOString(),
    last_seen_on: days.sort().at(-1) ?? null,
    calls,
    interactions: own.reduce((sum, use) => sum + use.interactions, 0),
    newest: {
      version: row.version,
      fingerprint,
      first_seen_at: new Date(row.newestSeenAt).toISOString(),
      share: calls === 0 ? null : (uses.get(fingerprint)?.calls ?? 0) / calls,
      note: noteOf(row),
    },
  };
}
