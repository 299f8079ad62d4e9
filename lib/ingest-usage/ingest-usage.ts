import type { Incoming } from "@/lib/http/incoming";
import type { Sql } from "postgres";

import { LRUCache } from "lru-cache";

import type { KeyHolder } from "@/lib/auth/authenticate";

import { RateLimits } from "./rate-limits";
import type { Client } from "./client";
import { IngestCounters } from "./counters";
import { UsageRecorder } from "./usage-recorder";
import { Quotas } from "./quotas";
import { IngestRequest } from "./ingest-request";

const FLUSH_EVERY_MS = 1_000;

/** What requests are held against. */
export type Limits = Pick<RateLimits, "admit" | "spend">;
/** Who is told what the store says of a project's day. */
export type QuotaBook = Pick<Quotas, "learn" | "flushed">;

/** What this server process knows of what comes in: who may send how much, and the account of it. */
export class IngestUsage {
  private timer: NodeJS.Timeout | undefined;
  readonly counters = new IngestCounters();
  readonly quotas: QuotaBook;
  readonly rateLimits: Limits;
  readonly usageRecorder: UsageRecorder;
  /**
   * What senders said of themselves in their spans, by key and headers: so that a request that is refused unread counts for the
   * same client. Where several clients share key and headers, nobody knows whose such a request is.
   */
  readonly knownClients = new LRUCache<string, Client | "several">({ max: 2_000 });

  /**
   * @param sql a pool of its own
   * @param now the clock
   * @param shared limits and quotas that another thread of this copy keeps for both
   */
  constructor(
    sql: Sql,
    readonly now: () => Date = () => new Date(),
    shared?: { rateLimits: Limits; quotas: QuotaBook },
  ) {
    if (shared) {
      this.quotas = shared.quotas;
      this.rateLimits = shared.rateLimits;
    } else {
      const quotas = new Quotas();
      this.quotas = quotas;
      this.rateLimits = new RateLimits(quotas, now);
    }
    this.usageRecorder = new UsageRecorder(sql, this.quotas, now);
  }

  /** A request whose key is known to the database, whether or not the key still works. */
  ingestRequest(request: Incoming, holder: KeyHolder): IngestRequest {
    const { projectId, apiKeyId, limits, today, spansToday } = holder;
    this.quotas.learn(projectId, today, spansToday, this.now());
    return new IngestRequest(this, request, { projectId, apiKeyId, limits });
  }

  /** Writes the account down every second. */
  start(): void {
    this.timer = setInterval(() => void this.usageRecorder.flush(), FLUSH_EVERY_MS).unref();
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    // What is being written now does not hold what was counted since.
    await this.usageRecorder.flush();
    await this.usageRecorder.flush();
  }
}
