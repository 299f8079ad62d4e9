import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

import type { Tx } from "@/db/client";
import { plainArray, textArray, uuidArray } from "@/db/pg-array";
import { KIND } from "@/lib/bodies/block";
import type { Passage } from "@/lib/bodies/redact-passage";
import { blackenInComments, eraseCommentsOf } from "@/lib/comments/erase-comments";
import type { Context } from "@/lib/context";
import { blackenInDecisions, eraseDecisionsOf } from "@/lib/decisions/erase-decisions";
import { hexOfUuid, laneOf } from "@/lib/model/ids";
import { type Label, LABELS } from "@/lib/model/labels";

import { eraseExperiments } from "./erase-experiments";

/**
 * Texts outside of blocks: pieces of objects that come one by one, examples of incidents, calls that were run again, prompts' texts,
 * names of spans, what was refused, comments of scores, what was decided. Words that a dimension holds (users, sessions, features) are no text: figures are by them.
 */

const unzipped = promisify(gunzip);
const zipped = promisify(gzip);

const shardsOf = (ctx: Context): string => plainArray(ctx.project.shardKeys);

/** @param ids 32 hex digits @returns traces of which something was erased */
export async function eraseTracesElsewhere(tx: Tx, ctx: Context, ids: readonly string[]): Promise<string[]> {
  const project = ctx.project.id;
  const traces = uuidArray(ids);
  // A piece need not say which trace it belongs to: another one of its object does.
  const pieces = await tx<{ traceId: string | null }[]>`
    delete from span_parts
    where project_id = ${project} and shard_key = any(${shardsOf(ctx)}::int[])
      and object_id in (
        select object_id from span_parts
        where project_id = ${project} and shard_key = any(${shardsOf(ctx)}::int[]) and trace_id = any(${traces}::uuid[])
      )
    returning trace_id as "traceId"`;
  const examples = await tx<{ traceId: string; incidentId: number }[]>`
    delete from incident_traces
    where project_id = ${project} and trace_id = any(${traces}::uuid[])
    returning trace_id as "traceId", incident_id as "incidentId"`;
  for (const { traceId, incidentId } of examples)
    await tx`
      insert into incident_events (project_id, incident_id, at, kind, actor, text, detail)
      values (${project}, ${incidentId}, ${ctx.now()}, 'unpinned', ${ctx.actor.name}, 'Its content was erased.',
        ${JSON.stringify({ trace_id: hexOfUuid(traceId) })}::text::jsonb)`;
  const experiments = await tx<{ traceId: string }[]>`
    delete from experiments
    where project_id = ${project} and trace_id = any(${traces}::uuid[])
    returning trace_id as "traceId"`;
  // What somebody said about an answer counts as content, too; the judgement itself stays.
  const scores = await tx<{ traceId: string }[]>`
    update scores set comment = null, correction = null
    where project_id = ${project} and shard_key = any(${shardsOf(ctx)}::int[]) and trace_id = any(${traces}::uuid[])
      and (comment is not null or correction is not null)
    returning trace_id as "traceId"`;
  const refused = await tx<{ traceId: string }[]>`
    delete from ingest_quarantine
    where project_id = ${project} and replace(trace_id, '-', '') = any(${textArray(ids)}::text[])
    returning replace(trace_id, '-', '') as "traceId"`;
  const comments = await eraseCommentsOf(tx, ctx, ids);
  const decided = await eraseDecisionsOf(tx, ctx, ids);
  await erasePrompts(tx, ctx, ids);
  const wanted = new Set(ids);
  const erased = [...pieces, ...examples, ...experiments, ...scores].flatMap(({ traceId }) =>
    traceId === null ? [] : hexOfUuid(traceId),
  );
  return [...new Set([...erased, ...comments, ...decided, ...refused.map(({ traceId }) => traceId)])].filter(
    (id) => wanted.has(id),
  );
}

/** A prompt's text is that of the first call that was seen: it goes with that call where no other trace has the prompt. */
async function erasePrompts(tx: Tx, ctx: Context, ids: readonly string[]): Promise<void> {
  const project = ctx.project.id;
  const mine = tx`project_id = ${project} and shard_key = any(${shardsOf(ctx)}::int[])`;
  await tx`
    update prompt_versions v set system = null
    from (
      select distinct s.prompt_fingerprint as fingerprint, s.started_at
      from trace_days d
      join spans s on s.project_id = d.project_id and s.shard_key = d.shard_key and s.trace_id = d.trace_id
        and s.started_at >= d.first_day and s.started_at < d.last_day + 1
      where d.project_id = ${project} and d.shard_key = any(${shardsOf(ctx)}::int[]) and d.trace_id = any(${uuidArray(ids)}::uuid[])
        and s.prompt_fingerprint is not null
    ) seen
    where v.project_id = ${project} and v.system is not null and v.fingerprint = seen.fingerprint
      and date_trunc('milliseconds', v.first_seen_at) = date_trunc('milliseconds', seen.started_at)
      and not exists (
        select from traces
        where ${mine} and prompt_fingerprints && array[seen.fingerprint] and trace_id <> all(${uuidArray(ids)}::uuid[])
      )`;
}

export interface ErasedCopies {
  texts: number;
  traces: Set<string>;
  /** On which names of spans were blackened. */
  days: string[];
}

/** @param days "2026-11-29", in order */
export async function erasePassageElsewhere(
  tx: Tx,
  ctx: Context,
  passage: Passage,
  text: string,
  days: readonly string[],
): Promise<ErasedCopies> {
  const done: ErasedCopies = { texts: 0, traces: new Set(), days: [] };
  const mark = passage.inText(text);
  for (const day of days)
    if (await eraseNames(tx, ctx, { text, mark, day }, done.traces)) done.days.push(day);
  const range = { from: days[0] as string, to: days.at(-1) as string };
  await eraseLabelSets(tx, ctx, { text, mark, ...range });
  done.texts += await erasePieces(tx, ctx, passage, range.from);
  done.texts += await eraseExamples(tx, ctx, passage, range);
  done.texts += await eraseExperiments(tx, ctx, passage, range);
  const decided = await blackenInDecisions(tx, ctx, { text, mark, ...range });
  for (const traceId of decided) done.traces.add(traceId);
  done.texts += decided.length;
  done.texts += await erasePassageOfProject(tx, ctx, { text, mark, from: range.from });
  return done;
}

/**
 * Names of spans and traces of a day; what is derived from them (a feature that nobody named) is derived again.
 * @returns whether there were any
 */
async function eraseNames(
  tx: Tx,
  ctx: Context,
  { text, mark, day }: { text: string; mark: string; day: string },
  traces: Set<string>,
): Promise<boolean> {
  const from = `${day}T00:00:00Z`;
  const mine = tx`
    project_id = ${ctx.project.id} and shard_key = any(${shardsOf(ctx)}::int[])
    and started_at >= ${from}::timestamptz and started_at < ${from}::timestamptz + interval '1 day'`;
  const has = (...columns: string[]) =>
    columns
      .map((column) => tx`position(${text} in ${tx(column)}) > 0`)
      .reduce((any, one) => tx`${any} or ${one}`, tx`false`);
  const names = NAMES.map((label) => ({ at: LABELS.indexOf(label) + 1, column: tx(label) }));
  // Names lie in sets that other days share: these spans keep the blackened ones themselves.
  const black = names
    .map(({ at, column }) => tx`when ${at} then replace(said.${column}, ${text}, ${mark})`)
    .reduce((all, one) => tx`${all} ${one}`, tx``);
  const rows = await tx<{ traceId: string; shardKey: number; minute: string }[]>`
    with said as materialized (
      select trace_id, span_id, started_at, shard_key, name, trace_name, error_type
      from spans
      where ${mine} and (${has(...NAMES)})
    ), spans_of_day as (
      update span_rows r
      set own_labels = array(
        select case place ${black} else r.own_labels[place] end
        from generate_series(1, ${LABELS.length}::int) as place order by place)
      from said
      where r.project_id = ${ctx.project.id} and r.shard_key = any(${shardsOf(ctx)}::int[])
        and r.started_at >= ${from}::timestamptz and r.started_at < ${from}::timestamptz + interval '1 day'
        and (r.trace_id, r.span_id, r.started_at, r.shard_key) = (said.trace_id, said.span_id, said.started_at, said.shard_key)
      returning r.trace_id, r.shard_key, r.started_at
    ), traces_of_day as (
      update traces set name = replace(name, ${text}, ${mark}), error_type = replace(error_type, ${text}, ${mark})
      where ${mine} and (${has("name", "error_type")})
      returning trace_id, shard_key, started_at
    )
    select distinct trace_id as "traceId", shard_key as "shardKey", date_trunc('minute', started_at) as minute
    from (select * from spans_of_day union all select * from traces_of_day) t`;
  for (const row of rows) {
    const traceId = hexOfUuid(row.traceId);
    traces.add(traceId);
    await tx`
      insert into dirty_traces (project_id, trace_id, shard_key, lane)
      values (${ctx.project.id}, ${traceId}, ${row.shardKey}, ${laneOf(traceId)})`;
    await tx`
      insert into dirty_buckets (project_id, tier, bucket) values (${ctx.project.id}, 60, ${row.minute}::timestamptz)`;
  }
  return rows.length > 0;
}

/** Labels that a client writes freely; the others are words of a program or a model's. */
const NAMES = ["name", "trace_name", "error_type"] as const satisfies readonly Label[];

/**
 * Sets of labels that no span of other days has. A server that knows one of them may give it to spans of today: they show the
 * blackened name until tomorrow, when the set is written again as it is.
 */
async function eraseLabelSets(
  tx: Tx,
  ctx: Context,
  { text, mark, from, to }: { text: string; mark: string; from: string; to: string },
): Promise<void> {
  const mine = tx`project_id = ${ctx.project.id} and shard_key = any(${shardsOf(ctx)}::int[])`;
  const sets = await tx<{ id: string }[]>`
    select id::text from label_sets
    where ${mine} and (position(${text} in name) > 0 or position(${text} in trace_name) > 0 or position(${text} in error_type) > 0)`;
  if (sets.length === 0) return;
  const ids = plainArray(sets.map(({ id }) => id));
  await tx`
    update label_sets
    set name = replace(name, ${text}, ${mark}), trace_name = replace(trace_name, ${text}, ${mark}),
      error_type = replace(error_type, ${text}, ${mark})
    where ${mine} and id = any(${ids}::bigint[]) and id not in (
      select label_set from span_rows
      where ${mine} and label_set = any(${ids}::bigint[])
        and (started_at < ${`${from}T00:00:00Z`}::timestamptz or started_at >= ${`${to}T00:00:00Z`}::timestamptz + interval '1 day')
    )`;
}

const NO_UUID = "00000000-0000-0000-0000-000000000000";
/** Read at a time. */
const PIECES_AT_ONCE = 100;

/** Pieces that came since the first of the days. */
async function erasePieces(tx: Tx, ctx: Context, passage: Passage, from: string): Promise<number> {
  const mine = tx`project_id = ${ctx.project.id} and shard_key = any(${shardsOf(ctx)}::int[])`;
  // A part that no escaping changes stands in every body that holds the text.
  const plain = passage.plainParts.toSorted((a, b) => b.length - a.length)[0] ?? "";
  let erased = 0;
  let after = { object: NO_UUID, part: NO_UUID };
  for (;;) {
    const rows = await tx<{ object: string; part: string; body: string }[]>`
      select object_id as object, part_id as part, body
      from span_parts
      where ${mine} and received_on >= ${from}::date - 1 and position(${plain} in body) > 0
        and (object_id, part_id) > (${after.object}::uuid, ${after.part}::uuid)
      order by object_id, part_id
      limit ${PIECES_AT_ONCE}`;
    for (const { object, part, body } of rows) {
      const redacted = passage.redacted(KIND.json, body);
      if (redacted === null) continue;
      erased++;
      await tx`
        update span_parts set body = ${redacted} where ${mine} and object_id = ${object}::uuid and part_id = ${part}::uuid`;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PIECES_AT_ONCE) return erased;
    after = last;
  }
}

/** Interactions that are kept with incidents. */
async function eraseExamples(
  tx: Tx,
  ctx: Context,
  passage: Passage,
  { from, to }: { from: string; to: string },
): Promise<number> {
  const project = ctx.project.id;
  const kept = await tx<{ incident: string; trace: string }[]>`
    select incident_id::text as incident, trace_id as trace from incident_traces
    where project_id = ${project} and document is not null
      and started_at >= ${from}::date - 1 and started_at < ${to}::date + 1
    order by incident_id, trace_id`;
  let erased = 0;
  for (const { incident, trace } of kept) {
    const one = tx`project_id = ${project} and incident_id = ${incident} and trace_id = ${trace}::uuid`;
    const [row] = await tx<
      { document: Buffer }[]
    >`select document from incident_traces where ${one} for update`;
    if (!row) continue;
    const redacted = passage.redacted(KIND.json, (await unzipped(row.document)).toString("utf8"));
    if (redacted === null) continue;
    erased++;
    await tx`update incident_traces set document = ${await zipped(redacted)} where ${one}`;
  }
  return erased;
}

/** Texts of prompts, comments and corrections of scores, samples of what was refused. */
async function erasePassageOfProject(
  tx: Tx,
  ctx: Context,
  { text, mark, from }: { text: string; mark: string; from: string },
): Promise<number> {
  const project = ctx.project.id;
  const prompts = await tx`
    update prompt_versions set system = replace(system, ${text}, ${mark})
    where project_id = ${project} and position(${text} in system) > 0`;
  const scores = await tx`
    update scores set comment = replace(comment, ${text}, ${mark}), correction = replace(correction, ${text}, ${mark})
    where project_id = ${project} and shard_key = any(${shardsOf(ctx)}::int[]) and created_at >= ${from}::date - 1
      and (position(${text} in comment) > 0 or position(${text} in correction) > 0)`;
  const refused = await tx`
    delete from ingest_quarantine
    where project_id = ${project} and at >= ${from}::date - 1
      and (position(${text} in body) > 0 or position(${text} in message) > 0 or position(${text} in span_name) > 0)`;
  const comments = await blackenInComments(tx, ctx, { text, mark, from });
  return prompts.count + scores.count + comments + refused.count;
}
