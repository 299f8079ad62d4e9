import type { Incoming } from "@/lib/http/incoming";
import type { Sql } from "postgres";

import { LRUCache } from "lru-cache";

import type { KeyHolder } from "@/lib/auth/authenticate";

import { Admission } from "./admission";
import type { Client } from "./client";
import { IngestCounters } from "./counters";
import { Ledger } from "./ledger";
import { Quotas } from "./quotas";
import { Visit } from "./visit";

const FLUSH_EVERY_MS = 1_000;

/** What this copy of the app knows of what comes in: who may send how much, and the account of it. */
export class Intake {
  private readonly quotas = new Quotas();
  private timer: NodeJS.Timeout | undefined;
  readonly counters = new IngestCounters();
  readonly admission: Admission;
  readonly ledger: Ledger;
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
    this.admission = new Admission(this.quotas, now);
    this.ledger = new Ledger(sql, this.quotas, now);
  }

  /** A request whose key is known to the database, whether or not the key still works. */
  visit(request: Incoming, holder: KeyHolder): Visit {
    const { projectId, apiKeyId, limits, today, spansToday } = holder;
    this.quotas.learn(projectId, today, spansToday, this.now());
    return new Visit(this, request, { projectId, apiKeyId, limits });
  }

  /** Writes the account down every second. */
  start(): void {
    this.timer = setInterval(() => void this.ledger.flush(), FLUSH_EVERY_MS).unref();
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    // What is being written now does not hold what was counted since.
    await this.ledger.flush();
    await this.ledger.flush();
  }
}
