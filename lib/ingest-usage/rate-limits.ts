import { LRUCache } from "lru-cache";

import { Failure } from "@/lib/errors";

import {
  DEFAULT_REQUESTS_PER_SECOND,
  DEFAULT_SPANS_PER_SECOND,
  effective,
  type IngestLimits,
} from "@/lib/auth/ingest-limits";
import type { Quotas } from "./quotas";
import { TokenBucket } from "./token-bucket";
import { nextUtcDay } from "./utc-day";

interface Buckets {
  spans: TokenBucket | null;
  requests: TokenBucket | null;
}

/** Who wants in. */
export interface Sender {
  projectId: number;
  apiKeyId: number;
  limits: IngestLimits;
}

const MAX_KEYS = 10_000;

/** Whether a request may come in: rates of its key, in this server process, and the daily quota of its project, over all. */
export class RateLimits {
  private readonly buckets = new LRUCache<number, Buckets>({ max: MAX_KEYS });

  constructor(
    private readonly quotas: Quotas,
    private readonly now: () => Date,
  ) {}

  /**
   * Before a body is read. Counts one request.
   * @throws Failure too_many_requests, with the time to come back
   */
  admit(sender: Sender): void {
    this.withinQuota(sender);
    const { spans, requests } = this.bucketsOf(sender);
    const nowMs = this.now().getTime();
    for (const [bucket, unit] of [
      [requests, "requests"],
      [spans, "spans"],
    ] as const) {
      const wait = bucket?.waitSeconds(nowMs) ?? 0;
      if (bucket && wait > 0)
        throw new Failure(
          "too_many_requests",
          `This API key may send ${bucket.rate} ${unit} a second; send this again in ${wait} s. An admin of the project can raise the limit under Settings, API keys.`,
          { retryAfterSeconds: wait },
        );
    }
    requests?.take(1, nowMs);
  }

  /**
   * Around writing the spans of a request, once they are known.
   * @throws Failure too_many_requests when others have used up the quota meanwhile; otherwise what `write` throws
   */
  async spend(sender: Sender, spans: number, write: () => Promise<void>): Promise<void> {
    this.withinQuota(sender);
    const { spans: bucket } = this.bucketsOf(sender);
    bucket?.take(spans, this.now().getTime());
    const reserved = this.quotas.reserve(sender.projectId, spans, this.now());
    try {
      await write();
    } catch (error) {
      reserved.gaveUp();
      throw error;
    }
    reserved.stored();
  }

  private withinQuota({ projectId, limits: { dailySpanQuota } }: Sender): void {
    const now = this.now();
    if (dailySpanQuota === null || this.quotas.used(projectId, now) < dailySpanQuota) return;
    const seconds = Math.max(1, Math.ceil((nextUtcDay(now).getTime() - now.getTime()) / 1000));
    throw new Failure(
      "too_many_requests",
      `This project has taken its daily quota of ${dailySpanQuota} spans; it takes more from 00:00 UTC on. An admin of the project can raise the quota under Settings, Ingest.`,
      { retryAfterSeconds: seconds },
    );
  }

  private bucketsOf({ apiKeyId, limits }: Sender): Buckets {
    const spans = effective(limits.maxSpansPerSecond, DEFAULT_SPANS_PER_SECOND);
    const requests = effective(limits.maxRequestsPerSecond, DEFAULT_REQUESTS_PER_SECOND);
    let known = this.buckets.get(apiKeyId);
    if (!known) this.buckets.set(apiKeyId, (known = { spans: null, requests: null }));
    known.spans = this.withRate(known.spans, spans);
    known.requests = this.withRate(known.requests, requests);
    return known;
  }

  /** A changed limit starts anew. */
  private withRate(bucket: TokenBucket | null, rate: number | null): TokenBucket | null {
    if (rate === null) return null;
    return bucket?.rate === rate ? bucket : new TokenBucket(rate, this.now().getTime());
  }
}
