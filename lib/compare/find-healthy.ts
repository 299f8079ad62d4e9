import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import { readBodies } from "@/lib/bodies/read-bodies";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";
import { shardList } from "@/lib/traces/filter-sql";
import { INPUT_PARTS, inputOf } from "@/lib/traces/preview";

/** Traces before and after that are looked at, each. */
const CANDIDATES = 300;
const DAYS = 30;

export interface Healthy {
  traceId: string;
  /** Share of the words of the two inputs that both have, 0 to 1. */
  similarity: number;
}

/**
 * The successful trace of the same feature whose input is most like this one's; of several the nearest in time. Successful is what
 * has ended without a failed step and has no judgement of 0. Looked for among the nearest in time.
 * @param trace what is to be compared
 * @returns null where there is none
 * @throws Failure forbidden
 */
export async function findHealthy(
  ctx: Context,
  trace: { traceId: string; feature: string; startedAt: string; input: unknown },
): Promise<Healthy | null> {
  requirePermission(ctx, "read_content");
  const words = wordsOf(trace.input);
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const near = (isAfter: boolean) => tx<
        { traceId: string; shardKey: number; ref: string | null; awayMs: number }[]
      >`
        select trace_id as "traceId", shard_key as "shardKey", input_ref::text as ref,
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
      const candidates = [...(await near(false)), ...(await near(true))];
      const bodies = await readBodies(
        tx,
        ctx.project.id,
        candidates.map(({ ref, shardKey }) => ({ ref, shardKey, parts: INPUT_PARTS })),
      );
      let best: (Healthy & { awayMs: number }) | null = null;
      for (const { traceId, shardKey, ref, awayMs } of candidates) {
        const similarity = alike(words, wordsOf(inputOf(bodies.of(ref, shardKey))));
        const isBetter =
          best === null ||
          similarity > best.similarity ||
          (similarity === best.similarity && awayMs < best.awayMs);
        if (isBetter) best = { traceId: hexOfUuid(traceId), similarity, awayMs };
      }
      return best && { traceId: best.traceId, similarity: best.similarity };
    },
    { readOnly: true },
  );
}

/** Words of a text or of JSON, in lower case. */
export function wordsOf(value: unknown): ReadonlySet<string> {
  const text = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** Jaccard's index: what both have of what either has. Two without words are alike. */
export function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const word of a) if (b.has(word)) both++;
  const either = a.size + b.size - both;
  return either === 0 ? 1 : both / either;
}
