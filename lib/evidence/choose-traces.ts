import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { storedSubject } from "@/lib/decisions/list-decisions";
import { Failure } from "@/lib/errors";
import { traceIdOfName } from "@/lib/model/client-ids";
import { hexOfUuid, shardKeyOf } from "@/lib/model/ids";
import type { TraceRef } from "@/lib/seals/read-records";

import type { EvidenceQuery } from "./schemas";

/** Traces of one file. */
export const MOST_TRACES = 500;

/**
 * A question as it is kept: where subjects of decisions are stored as keyed hashes, neither file nor audit log names them in clear.
 * @param secret the setting RECOUNT_SECRET
 */
export async function storedQuery(
  tx: Tx,
  ctx: Context,
  query: EvidenceQuery,
  secret: string | undefined,
): Promise<EvidenceQuery> {
  if (query.kind !== "decisions") return query;
  return { ...query, of: (await storedSubject(tx, ctx, query.of, secret)) ?? undefined };
}

/** Which traces a file is about, by start. @throws Failure bad_request, not_found, body_too_large */
export async function chooseTraces(tx: Tx, ctx: Context, query: EvidenceQuery): Promise<TraceRef[]> {
  const ids = await idsOf(tx, ctx, query);
  if (ids.length > MOST_TRACES)
    throw new Failure(
      "body_too_large",
      `These are more than ${MOST_TRACES} traces, which is the most that one file holds. Give a shorter range with from and to.`,
    );
  if (ids.length === 0)
    throw new Failure(
      "not_found",
      query.kind === "trace" ? `There is no trace ${query.of}.` : `There is no trace of ${wordsOf(query)}.`,
    );
  return ids.map((traceId) => ({ traceId, shardKey: shardKeyOf(ctx.project.shardKeys, traceId) }));
}

export const wordsOf = ({ kind, of = "" }: Pick<EvidenceQuery, "kind" | "of">): string =>
  ({
    trace: `trace ${of}`,
    incident: `incident ${of}`,
    session: `session ${of}`,
    decisions: `a decision about ${of}`,
    subject: `the user ${of}`,
    range: "that time",
  })[kind];

/** What `of` has to say. */
const NAMES = {
  trace: "trace",
  incident: "incident",
  session: "session",
  decisions: "subject",
  subject: "user",
};

async function idsOf(tx: Tx, ctx: Context, { kind, of, from, to }: EvidenceQuery): Promise<string[]> {
  const project = ctx.project.id;
  const shards = plainArray(ctx.project.shardKeys);
  if (kind === "range" ? !from || !to : !of)
    throw new Failure(
      "bad_request",
      kind === "range" ? "A range needs from and to." : `Say with \`of\` which ${NAMES[kind]} it is.`,
    );
  if (kind === "trace") {
    const traceId = traceIdOfName(of as string);
    const rows = await tx`
      select from trace_days where project_id = ${project} and shard_key = any(${shards}::int[]) and trace_id = ${traceId}::uuid`;
    return rows.length === 0 ? [] : [traceId];
  }
  if (kind === "incident") {
    if (!/^\d{1,15}$/.test(of as string)) throw new Failure("bad_request", "An incident's id is a number.");
    const rows = await tx<{ traceId: string }[]>`
      select trace_id as "traceId" from incident_traces
      where project_id = ${project} and incident_id = ${of as string}
      order by started_at, trace_id`;
    return rows.map(({ traceId }) => hexOfUuid(traceId));
  }
  const whose = {
    session: () => tx`and session_id = ${of as string}`,
    subject: () => tx`and user_id = ${of as string}`,
    decisions: () => tx`and subject = ${of as string}`,
    range: () => tx``,
  }[kind]();
  const rows = await tx<{ traceId: string }[]>`
    select trace_id as "traceId"
    from ${kind === "decisions" ? tx`decisions` : tx`traces`}
    where project_id = ${project} and shard_key = any(${shards}::int[])
      and started_at >= ${from ?? "-infinity"}::timestamptz and started_at < ${to ?? "infinity"}::timestamptz
      ${whose}
    order by started_at, trace_id
    limit ${MOST_TRACES + 1}`;
  return rows.map(({ traceId }) => hexOfUuid(traceId));
}
