import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";

/**
 * Buckets of ten seconds are kept for the last minutes only, where a minute is still open or made anew all the time: there a
 * figure would otherwise be read from every span of the minute. They are marked for longer than they are believed, and kept
 * for longer than they are marked, so that clocks of several machines may differ by minutes. They cost more than all longer
 * ones together, so they are made only while somebody looks at figures of the last minutes; where nobody does they stay marked,
 * and who comes first is answered from spans.
 */
/** Younger ones are made. */
export const TEN_SECOND_BUCKETS_MADE_MS = 3 * 60_000;
export const TEN_SECOND_BUCKETS_READ_MS = 10 * 60_000;
export const TEN_SECOND_BUCKETS_MARKED_MS = 20 * 60_000;
/** A look is remembered for so long. */
export const LOOKED_FOR_MS = 5 * 60_000;

/** Ten seconds, by their start in microseconds, in which a row came, changed or went. */
export interface StaleBucket {
  projectId: number;
  bucketUs: number;
}

const TEN_SECONDS_US = 10_000_000;

export const tenSecondBucketOf = (us: number): number => Math.floor(us / TEN_SECONDS_US) * TEN_SECONDS_US;

/** Each once: thousands of traces of a batch share a few. */
export function distinctBuckets(tenSecondBuckets: readonly StaleBucket[]): StaleBucket[] {
  const byKey = new Map(tenSecondBuckets.map((row) => [`${row.projectId} ${row.bucketUs}`, row]));
  return [...byKey.values()].toSorted((a, b) => a.projectId - b.projectId || a.bucketUs - b.bucketUs);
}

/**
 * Says which buckets have to be rolled up again, in the transaction that changes their rows: a bucket without a mark is exact.
 * Marks are only added: whoever rolls up takes all of a bucket's.
 */
export function markStale(tx: Tx, tenSecondBuckets: readonly StaleBucket[]): Promise<unknown> | null {
  if (tenSecondBuckets.length === 0) return null;
  return tx`
    with tens as (
      select project_id, to_timestamp(seconds) as ten
      from unnest(${plainArray(tenSecondBuckets.map((row) => row.projectId))}::int[], ${plainArray(tenSecondBuckets.map((row) => row.bucketUs / 1e6))}::float8[])
        as u (project_id, seconds)
    )
    insert into dirty_buckets (project_id, tier, bucket)
    select distinct project_id, 60, date_trunc('minute', ten, 'UTC') from tens
    union all
    select project_id, 10, ten from tens where ten > clock_timestamp() - make_interval(secs => ${TEN_SECOND_BUCKETS_MARKED_MS / 1000})`.execute();
}
