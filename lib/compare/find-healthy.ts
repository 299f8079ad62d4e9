import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import { openBodies } from "@/lib/bodies/read-bodies";
import type { Context } from "@/lib/context";
import { groupBy } from "@/lib/model/group-by";
import { hexOfUuid } from "@/lib/model/ids";
import { shardList } from "@/lib/traces/filter-sql";
import { INPUT_PARTS, inputOf } from "@/lib/traces/preview";

/** Traces before and after that are looked at, each. */
const CANDIDATES = 300;
const DAYS = 30;
/** Turns of a conversation that are looked at. */
const TURNS = 50;

export interface Healthy {
  traceId: string;
  /** Share of the words of the two that both have, rare ones counting more; 0 to 1. */
  similarity: number;
}

/** What is to be compared. */
interface Looked {
  traceId: string;
  sessionId: string | null;
  feature: string;
  startedAt: string;
  input: unknown;
}

interface Asked {
  shardKey: number;
  /** Where its input is. */
  ref: string | null;
}

interface Candidate extends Asked {
  traceId: string;
  sessionId: string | null;
  startedAt: string;
  awayMs: number;
}

/**
 * The successful trace of the same feature that was asked most alike, of several the nearest in time; in conversations these are
 * compared, and the turn is taken that stands where this one stands. Successful is what has ended without a failed step and has no
 * judgement of 0. Looked for among the nearest in time.
 * @returns null where there is none
 * @throws Failure forbidden
 */
export async function findHealthy(ctx: Context, trace: Looked): Promise<Healthy | null> {
  requirePermission(ctx, "read_content");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const [before, after] = [await near(tx, ctx, trace, false), await near(tx, ctx, trace, true)];
      const candidates = [...before.toReversed(), ...after];
      const turns = trace.sessionId === null ? [] : await turnsOf(tx, ctx, trace, trace.sessionId);
      const bodies = await openBodies(
        tx,
        ctx.project.id,
        [...candidates, ...turns].map(({ ref, shardKey }) => ({ ref, shardKey, parts: INPUT_PARTS })),
      );
      const wordsIn = (all: readonly Asked[]): string[] =>
        all.flatMap(({ ref, shardKey }) => [...wordsOf(inputOf(bodies.of(ref, shardKey)))]);
      const words = new Set([...wordsOf(trace.input), ...wordsIn(turns)]);
      const turn = turns.filter(({ earlier }) => earlier).length;
      const conversations = [
        ...groupBy(candidates, ({ sessionId, traceId }) => sessionId ?? `trace ${traceId}`).values(),
      ].map((own) => ({ own, words: new Set(wordsIn(own)), nearest: nearestTurn(own, turn) }));
      const weightOf = rarity([words, ...conversations.map((one) => one.words)]);
      const [best] = conversations
        .map((one) => ({ ...one.nearest, similarity: alike(words, one.words, weightOf) }))
        .toSorted((a, b) => b.similarity - a.similarity || a.awayMs - b.awayMs);
      return best ? { traceId: hexOfUuid(best.traceId), similarity: best.similarity } : null;
    },
    { readOnly: true },
  );
}

/** The successful ones on one side of it in time, the nearest first. */
const near = (tx: Tx, ctx: Context, trace: Looked, isAfter: boolean) => tx<Candidate[]>`
  select trace_id as "traceId", shard_key as "shardKey", input_ref::text as ref, session_id as "sessionId", started_at as "startedAt",
    abs(extract(epoch from started_at - ${trace.startedAt}::timestamptz) * 1000)::float8 as "awayMs"
  from traces
  where project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[])
    and feature = ${trace.feature} and error_count = 0 and not is_error and failure is null and not is_open
    and trace_id <> ${trace.traceId}::uuid
    and ${
      isAfter
        ? tx`started_at >= ${trace.startedAt}::timestamptz and started_at < ${trace.startedAt}::timestamptz + ${DAYS} * interval '1 day'`
        : tx`started_at < ${trace.startedAt}::timestamptz and started_at >= ${trace.startedAt}::timestamptz - ${DAYS} * interval '1 day'`
    }
    and not exists (
      select from scores s
      where s.project_id = traces.project_id and s.shard_key = any(${shardList(ctx)}::int[]) and s.value_number = 0
        and (s.trace_id = traces.trace_id or s.session_id = traces.session_id)
    )
  order by started_at ${isAfter ? tx`` : tx`desc`}
  limit ${CANDIDATES}`;

/** The other turns of its conversation. */
const turnsOf = (tx: Tx, ctx: Context, { traceId, startedAt }: Looked, sessionId: string) => tx<
  (Asked & { earlier: boolean })[]
>`
  select shard_key as "shardKey", input_ref::text as ref, started_at < ${startedAt}::timestamptz as earlier
  from traces
  where project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[]) and session_id = ${sessionId}
    and trace_id <> ${traceId}::uuid
    and started_at > ${startedAt}::timestamptz - ${DAYS} * interval '1 day'
    and started_at < ${startedAt}::timestamptz + ${DAYS} * interval '1 day'
  order by started_at
  limit ${TURNS}`;

/** @param own of one conversation, in the order of time @param turn place from 0 */
const nearestTurn = (own: readonly Candidate[], turn: number): Candidate =>
  own[Math.min(turn, own.length - 1)] as Candidate;

/** Words of a text or of JSON, in lower case. */
export function wordsOf(value: unknown): ReadonlySet<string> {
  const text = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/**
 * What a word tells of what was asked: much where few texts have it (a booking, a name), nothing where all do. Inverse document
 * frequency: Spärck Jones, A statistical interpretation of term specificity, Journal of Documentation 28 (1972).
 */
export function rarity(texts: readonly ReadonlySet<string>[]): (word: string) => number {
  const having = new Map<string, number>();
  for (const words of texts) for (const word of words) having.set(word, (having.get(word) ?? 0) + 1);
  return (word) => Math.log((texts.length + 1) / ((having.get(word) ?? 0) + 0.5));
}

/** Jaccard's index of weighted words: what both have of what either has. Two without words are alike. */
export function alike(
  a: ReadonlySet<string>,
  b: ReadonlySet<string>,
  weightOf: (word: string) => number = () => 1,
): number {
  let [both, either] = [0, 0];
  for (const word of a) {
    either += weightOf(word);
    if (b.has(word)) both += weightOf(word);
  }
  for (const word of b) if (!a.has(word)) either += weightOf(word);
  return either === 0 ? 1 : both / either;
}
