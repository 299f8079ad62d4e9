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

/** What this copy of the app knows of what comes in: who may send how much, and the account of it. */
export class IngestUsage {
  private readonly quotas = new Quotas();
  private timer: NodeJS.Timeout | undefined;
  readonly counters = new IngestCounters();
  readonly rateLimits: RateLimits;
  readonly usageRecorder: UsageRecorder;
  /**
   * What senders said of themselves in their spans, by key and headers: so that a request that is refused unread counts for the
   * same client. Where several clients share key and headers, nobody knows whose such a request is.
   */
  readonly knownClients = new LRUCache<string, Client | "several">({ max: 2_000 });

  /**
   * @param sql a pool of its own
   * @param now the clock
   */
  constructor(
    sql: Sql,
    readonly now: () => Date = () => new Date(),
  ) {
    this.rateLimits = new RateLimits(this.quotas, now);
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
