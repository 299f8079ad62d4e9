import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";

const mine = (tx: Tx, ctx: Context) => tx`
  project_id = ${ctx.project.id} and shard_key = any(${plainArray(ctx.project.shardKeys)}::int[])`;

/** That something was decided stays; about whom, what and why goes. @param ids 32 hex digits @returns those of which something went */
export async function eraseDecisionsOf(tx: Tx, ctx: Context, ids: readonly string[]): Promise<string[]> {
  const these = tx`${mine(tx, ctx)} and trace_id = any(${uuidArray(ids)}::uuid[])`;
  const rows = await tx<{ traceId: string }[]>`
    update decisions set subject = null, outcome = null, reasons = '{}', erased_at = ${ctx.now()}
    where ${these} and erased_at is null
    returning trace_id as "traceId"`;
  await tx`delete from decision_documents where ${these}`;
  return rows.map(({ traceId }) => hexOfUuid(traceId));
}

/**
 * Blackens a text in what was decided, and has these decisions looked at again: a subject that is stored hashed is found by no
 * text, and the trace tells it no more.
 * @returns traces of which something was blackened
 */
export async function blackenInDecisions(
  tx: Tx,
  ctx: Context,
  { text, mark, from, to }: { text: string; mark: string; from: string; to: string },
): Promise<string[]> {
  const within = tx`
    ${mine(tx, ctx)} and started_at >= ${from}::date and started_at < ${to}::date + 1`;
  const rows = await tx<{ traceId: string }[]>`
    update decisions
    set subject = replace(subject, ${text}, ${mark}), outcome = replace(outcome, ${text}, ${mark}),
      reasons = array(select replace(reason, ${text}, ${mark}) from unnest(reasons) as reason)
    where ${within}
      and (position(${text} in subject) > 0 or position(${text} in outcome) > 0
        or position(${text} in array_to_string(reasons, ' ')) > 0)
    returning trace_id as "traceId"`;
  await tx`
    update decision_documents
    set document_id = replace(document_id, ${text}, ${mark}), version = replace(version, ${text}, ${mark})
    where ${within} and (position(${text} in document_id) > 0 or position(${text} in version) > 0)`;
  await tx`
    insert into decision_marks (project_id, trace_id, shard_key)
    select project_id, trace_id, shard_key from decisions where ${within} and subject_hashed and erased_at is null`;
  return rows.map(({ traceId }) => hexOfUuid(traceId));
}
