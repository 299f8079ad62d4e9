import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import { raiseEpoch, untilNobodyRelies, untilOthersEnd } from "@/lib/bodies/epochs";
import {
  Allowance,
  atOneMoment,
  daysOfTraces,
  eraseFound,
  findPassage,
  findTraces,
  type Found,
} from "@/lib/bodies/erase-bodies";
import type { DayOfShard } from "@/lib/bodies/day-blocks";
import { Passage } from "@/lib/bodies/redact-passage";
import { blackenQuotes } from "@/lib/comments/erase-comments";
import type { Context } from "@/lib/context";
import { markForSealing } from "@/lib/derive/mark-for-sealing";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { traceIdOfName } from "@/lib/model/client-ids";
import { shardKeyOf } from "@/lib/model/ids";

import { erasePassageElsewhere, eraseTracesElsewhere } from "./erase-copies";
import { daysOf, type ErasureAnswer, ErasureInput } from "./schemas";

/** Class of the advisory lock that one erasure of a project holds; with the project. */
const ERASING = 6066;

/**
 * Erases what traces carry, or blackens a text wherever it stands on some days. What was stored before this was called is found;
 * what comes while it runs may be stored as it comes. The same again changes nothing.
 *
 * A body that several traces share stays for those that are not erased. Blocks are rewritten in place within one transaction,
 * which also says in the audit log who has done it: never what the text was.
 * @throws Failure forbidden, bad_request, conflict (another erasure is under way), unavailable
 */
export async function erase(ctx: Context, given: unknown): Promise<ErasureAnswer> {
  requirePermission(ctx, "erase_content");
  const input = parse(ErasureInput, given);
  const began = ctx.now();
  return onlyOne(async () => {
    const answer = await inProject(ctx.sql, ctx.project.id, async (tx) => {
      // Two erasures at once would each take the other's trace for one that still needs what they share.
      const [lock] = await tx<{ mine: boolean }[]>`
        select pg_try_advisory_xact_lock(${ERASING}, ${ctx.project.id}) as mine`;
      if (!lock?.mine) throw underWay();
      return "traces" in input ? eraseTraces(tx, ctx, input.traces) : erasePassage(tx, ctx, input);
    });
    if (answer.traces + answer.bodies > 0) await eraseLateCopies(ctx, input, began);
    return answer;
  });
}

/** Derivation may have read a text before it was erased, and have stored a copy of it after copies were looked for. */
async function eraseLateCopies(ctx: Context, input: ErasureInput, began: Date): Promise<void> {
  await untilOthersEnd(ctx.sql);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    if ("traces" in input) await eraseTracesElsewhere(tx, ctx, input.traces.map(traceIdOfName));
    else await erasePassageElsewhere(tx, ctx, new Passage(input.text), input.text, daysOf(input));
    // The files may have been written anew between the two.
    await tx`
      update body_epochs set erased_at = ${ctx.now()} where project_id = ${ctx.project.id} and erased_at >= ${began}`;
  });
}

const underWay = (): Failure =>
  new Failure("conflict", "Another erasure is under way; send this again when it has been answered.");

let busy = false;

/** One in this process: each holds a connection while it asks on another. */
async function onlyOne<T>(run: () => Promise<T>): Promise<T> {
  if (busy) throw underWay();
  busy = true;
  try {
    return await run();
  } finally {
    busy = false;
  }
}

async function eraseTraces(tx: Tx, ctx: Context, names: readonly string[]): Promise<ErasureAnswer> {
  const ids = new Set(names.map(traceIdOfName));
  const projectId = ctx.project.id;
  const days = await daysOfTraces(tx, { projectId, shardKeys: ctx.project.shardKeys }, [...ids]);
  const at = ctx.now().toISOString();
  const found = await findAll(ctx, days, (moment, of, how) => findTraces(moment, of, ids, { ...how, at }));
  const edited = await eraseFound(tx, found);
  const copies = await eraseTracesElsewhere(tx, ctx, [...ids]);
  const traces = new Set([...found.flatMap((one) => [...one.traces]), ...copies]);
  const answer = { bodies: edited.bodies, blocks: edited.blocks, traces: traces.size };
  if (traces.size > 0)
    await noteErased(
      tx,
      ctx,
      days.map(({ day }) => day),
      answer,
      { trace_ids: [...traces] },
      [...traces],
    );
  return answer;
}

async function erasePassage(
  tx: Tx,
  ctx: Context,
  { text, from, to }: { text: string; from: string; to: string },
): Promise<ErasureAnswer> {
  const passage = new Passage(text);
  const projectId = ctx.project.id;
  const days = await tx<DayOfShard[]>`
    select distinct project_id as "projectId", shard_key as "shardKey", day::text as day
    from body_blocks
    where project_id = ${projectId} and shard_key = any(${plainArray(ctx.project.shardKeys)}::int[])
      and day between ${from}::date and ${to}::date
    order by 3, 2`;
  const found = await findAll(ctx, days, (moment, of, how) => findPassage(moment, of, passage, how));
  const edited = await eraseFound(tx, found);
  const copies = await erasePassageElsewhere(tx, ctx, passage, text, daysOf({ from, to }));
  const traces = new Set([...found.flatMap((one) => [...one.traces]), ...copies.traces]);
  const quotes = await blackenQuotes(tx, ctx, text, [...traces]);
  const answer = {
    bodies: edited.bodies + copies.texts + quotes,
    blocks: edited.blocks,
    traces: traces.size,
  };
  const changed = found.flatMap((one) => (one.blocks.length > 0 ? [one.of.day] : []));
  if (answer.bodies > 0 || traces.size > 0)
    await noteErased(
      tx,
      ctx,
      [...changed, ...copies.days, ...(changed.length === 0 ? [from] : [])],
      answer,
      { from, to },
      [...traces],
    );
  return answer;
}

/** What is to be erased on these days, once nobody begins to refer to it any more: lib/bodies/epochs.ts. */
async function findAll(
  ctx: Context,
  days: readonly DayOfShard[],
  find: (tx: Tx, of: DayOfShard, how: { epoch: number; allowance: Allowance }) => Promise<Found>,
): Promise<Found[]> {
  const { sql, project } = ctx;
  if (days.length === 0) return [];
  const epochs = await inProject(sql, project.id, (tx) =>
    raiseEpoch(tx, project.id, [...new Set(days.map(({ day }) => day))]),
  );
  if (!(await untilNobodyRelies(sql, project.id)))
    throw new Failure("unavailable", "A batch has been under way for long; send this again later.");
  const allowance = new Allowance();
  const found: Found[] = [];
  for (const of of days) {
    const how = { epoch: epochs.get(of.day) ?? 0, allowance };
    found.push(await atOneMoment(sql, project.id, (tx) => find(tx, of, how)));
  }
  return found;
}

/** Traces that a row of the audit log names: an erasure of a common word may touch any number. */
const MOST_NAMED = 10_000;

/** Who has done it, and on which days the store's files still hold what was there before. */
async function noteErased(
  tx: Tx,
  ctx: Context,
  days: readonly string[],
  answer: ErasureAnswer,
  what: { trace_ids: string[] } | { from: string; to: string },
  traces: readonly string[],
): Promise<void> {
  const distinct = [...new Set(days)].sort();
  // Blocks that somebody has opened since the number was raised are not what they were any more.
  await raiseEpoch(tx, ctx.project.id, distinct);
  await tx`
    update body_epochs set erased_at = ${ctx.now()}
    where project_id = ${ctx.project.id} and day = any(${plainArray(distinct)}::date[])`;
  // What is left of them is sealed anew, and what their seals could still have told of it is destroyed.
  await markForSealing(
    tx,
    traces.map((traceId) => ({
      projectId: ctx.project.id,
      traceId,
      shardKey: shardKeyOf(ctx.project.shardKeys, traceId),
    })),
    "erased",
  );
  await record(tx, ctx, {
    action: "content.erased",
    detail: { by: "trace_ids" in what ? "traces" : "text", ...what, ...answer },
    traceIds: traces.slice(0, MOST_NAMED),
  });
}
