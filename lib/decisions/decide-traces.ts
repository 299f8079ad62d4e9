import type { Tx } from "@/db/client";
import { byteaArray, plainArray, textArray, uuidArray } from "@/db/pg-array";
import { ContentScope, openScope } from "@/lib/audit/content-scope";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { hexOfUuid, shardKeyOf, uuidOfHex } from "@/lib/model/ids";
import { shardList } from "@/lib/traces/filter-sql";

import { decide, type Decided } from "./decide";
import { readSays, type ReadSays } from "./read-says";
import { readSettings } from "./settings";
import type { SubjectKey } from "./subject-key";

interface Found extends ReadSays {
  traceId: string;
  decided: Decided;
}

/**
 * Stores what these traces decided, and forgets those that decide nothing any more. One whose content was erased stays as it was
 * left: what could tell is gone.
 * @param tx of recount_worker @param ids 32 hex digits
 * @returns how many are decisions
 */
export async function decideTraces(
  tx: Tx,
  ctx: Context,
  ids: readonly string[],
  key: SubjectKey,
): Promise<number> {
  if (ids.length === 0) return 0;
  // What the worker reads it hands to nobody.
  openScope(tx, new ContentScope(true));
  const [{ hashSubjects, rules }, stored] = await Promise.all([
    readSettings(tx, ctx.project.id),
    tx<{ traceId: string; erased: boolean }[]>`
      select trace_id as "traceId", erased_at is not null as erased from decisions
      where ${mine(tx, ctx, ids)}`,
  ]);
  const erased = new Set(stored.filter((row) => row.erased).map(({ traceId }) => hexOfUuid(traceId)));
  const found: Found[] = [];
  const looked: string[] = [];
  for (const traceId of [...new Set(ids)].filter((id) => !erased.has(id)).toSorted()) {
    looked.push(traceId);
    const read = await readSays(tx, ctx, traceId).catch((error: unknown) => {
      if (error instanceof Failure && error.code === "not_found") return null;
      throw error;
    });
    const decided = read === null ? null : decide(read.says, rules);
    if (read !== null && decided !== null) found.push({ ...read, traceId, decided });
  }
  await forget(tx, ctx, looked, found);
  const hash = hashSubjects ? (subject: string) => key.subject(subject) : null;
  await writeDecisions(tx, ctx, found, hash);
  await writeDocuments(tx, ctx, found, key);
  return found.length + erased.size;
}

const mine = (tx: Tx, ctx: Context, ids: readonly string[]) => tx`
  project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[]) and trace_id = any(${uuidArray(ids)}::uuid[])`;

async function forget(
  tx: Tx,
  ctx: Context,
  looked: readonly string[],
  found: readonly Found[],
): Promise<void> {
  const kept = new Set(found.map(({ traceId }) => traceId));
  const gone = looked.filter((id) => !kept.has(id));
  if (gone.length > 0) await tx`delete from decisions where ${mine(tx, ctx, gone)}`;
  if (looked.length > 0) await tx`delete from decision_documents where ${mine(tx, ctx, looked)}`;
}

async function writeDecisions(
  tx: Tx,
  ctx: Context,
  found: readonly Found[],
  hash: ((subject: string) => string) | null,
): Promise<void> {
  if (found.length === 0) return;
  const projectId = ctx.project.id;
  const subjectOf = ({ subject }: Decided): string | null =>
    subject === null || hash === null ? subject : hash(subject);
  // Lists of lists travel as literals: unnest would flatten them.
  await tx`
    insert into decisions (project_id, trace_id, shard_key, started_at, subject, subject_hashed, outcome, reasons, marked_by,
      rule_id, rule_name, feature, environment, release, user_id, tools, prompt_fingerprints, missing)
    select ${projectId}, u.trace_id, u.shard_key, u.started_at, u.subject, u.subject_hashed, u.outcome, u.reasons::text[],
      u.marked_by, u.rule_id, u.rule_name, u.feature, u.environment, u.release, u.user_id, u.tools::text[],
      coalesce(t.prompt_fingerprints, '{}'), u.missing::text[]
    from unnest(
      ${uuidArray(found.map(({ traceId }) => uuidOfHex(traceId)))}::uuid[],
      ${plainArray(found.map(({ traceId }) => shardKeyOf(ctx.project.shardKeys, traceId)))}::int[],
      ${textArray(found.map(({ startedAt }) => startedAt))}::timestamptz[],
      ${textArray(found.map(({ decided }) => subjectOf(decided)))}::text[],
      ${plainArray(found.map(({ decided }) => hash !== null && decided.subject !== null))}::boolean[],
      ${textArray(found.map(({ decided }) => decided.outcome))}::text[],
      ${textArray(found.map(({ decided }) => textArray(decided.reasons)))}::text[],
      ${textArray(found.map(({ decided }) => decided.markedBy))}::text[],
      ${plainArray(found.map(({ decided }) => decided.rule?.id ?? null))}::int[],
      ${textArray(found.map(({ decided }) => decided.rule?.name ?? null))}::text[],
      ${textArray(found.map(({ says }) => says.feature))}::text[],
      ${textArray(found.map(({ environment }) => environment))}::text[],
      ${textArray(found.map(({ release }) => release))}::text[],
      ${textArray(found.map(({ says }) => says.userId))}::text[],
      ${textArray(found.map(({ says }) => textArray(says.tools)))}::text[],
      ${textArray(found.map(({ missing }) => textArray(missing)))}::text[]
    ) as u (trace_id, shard_key, started_at, subject, subject_hashed, outcome, reasons, marked_by, rule_id, rule_name, feature,
      environment, release, user_id, tools, missing)
    left join traces t on t.project_id = ${projectId} and t.shard_key = u.shard_key and t.trace_id = u.trace_id
      and t.started_at = u.started_at
    order by u.trace_id
    on conflict (project_id, trace_id, shard_key) do update
    set started_at = excluded.started_at, subject = excluded.subject, subject_hashed = excluded.subject_hashed,
      outcome = excluded.outcome, reasons = excluded.reasons, marked_by = excluded.marked_by, rule_id = excluded.rule_id,
      rule_name = excluded.rule_name, feature = excluded.feature, environment = excluded.environment,
      release = excluded.release, user_id = excluded.user_id, tools = excluded.tools,
      prompt_fingerprints = excluded.prompt_fingerprints, missing = excluded.missing`;
}

async function writeDocuments(tx: Tx, ctx: Context, found: readonly Found[], key: SubjectKey): Promise<void> {
  const rows = found.flatMap(({ traceId, startedAt, documents }) =>
    documents.map((document, position) => ({ traceId, startedAt, position, document })),
  );
  if (rows.length === 0) return;
  await tx`
    insert into decision_documents (project_id, trace_id, position, shard_key, started_at, document_id, version, content_hash,
      updated_at)
    select ${ctx.project.id}, u.*
    from unnest(
      ${uuidArray(rows.map(({ traceId }) => uuidOfHex(traceId)))}::uuid[],
      ${plainArray(rows.map(({ position }) => position))}::int[],
      ${plainArray(rows.map(({ traceId }) => shardKeyOf(ctx.project.shardKeys, traceId)))}::int[],
      ${textArray(rows.map(({ startedAt }) => startedAt))}::timestamptz[],
      ${textArray(rows.map(({ document }) => document.id))}::text[],
      ${textArray(rows.map(({ document }) => document.version))}::text[],
      ${byteaArray(rows.map(({ document }) => key.content(document.content).toString("hex")))}::bytea[],
      ${textArray(rows.map(({ document }) => document.updatedAt))}::text[]
    ) as u
    on conflict do nothing`;
}
