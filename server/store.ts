import { connect, pulseAt, type Sql } from "@/db/client";
import { connectPipeline } from "@/db/pipeline";
import type { Pulse } from "@/db/pulse";
import { KeyRing } from "@/lib/auth/authenticate";
import { KnownBudgets } from "@/lib/budgets/known-budgets";
import { PriceBooks } from "@/lib/cost/price-books";
import type { Env } from "@/lib/env";
import { GroupCommit } from "@/lib/ingest/group-commit";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { IngestUsage, type Limits, type QuotaBook } from "@/lib/ingest-usage/ingest-usage";

import { READER_LIMITS, type ReaderThreadOptions } from "./reader-thread";
import { Readers } from "./readers";

/** What all requests of the server share. */
export interface Store {
  env: Env;
  /** As role recount_app, for keys, prices and pieces of objects. */
  sql: Sql;
  /** Whether the database answers at all. */
  pulse: Pulse;
  keys: KeyRing;
  ingest: GroupCommit;
  ingestUsage: IngestUsage;
  /** Every project's prices. */
  prices: PriceBooks;
  /** Every project's budgets, and connections of their own to ask for their sums: an app waits for the answer before each call. */
  budgets: { known: KnownBudgets; sql: Sql };
  /** Threads that read large bodies; null on such a thread itself. */
  readers: Readers | null;
  /** Once the last request is answered: writes what was counted and not yet written, and closes the connections. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_S = 2;
/** Of one question; an answer takes milliseconds. */
const DEADLINE_S = 10;

/**
 * Opens the pools of the server; none connects before it is asked something.
 * @param shared on a thread for large bodies, the limits of the thread that listens
 * @param limits of reading a large body
 */
export function connectStore(
  env: Env,
  databaseUrl: string,
  shared?: { rateLimits: Limits; quotas: QuotaBook },
  limits = READER_LIMITS,
): Store {
  const pool = (applicationName: string, max: number): Sql =>
    connect(databaseUrl, { role: "recount_app", max, applicationName, deadlineS: DEADLINE_S });
  const sql = pool("recount server", 10);
  // Ingest has connections of its own: a slow question never keeps a batch waiting.
  const writing = connectPipeline(databaseUrl, {
    role: "recount_app",
    max: 2,
    applicationName: "recount ingest",
  });
  const counting = pool("recount intake", 1);
  const asking = pool("recount budgets", 4);
  const ingestUsage = new IngestUsage(counting, undefined, shared);
  ingestUsage.start();
  const ingest = new GroupCommit(writing, new KnownBodies());
  const readers = shared ? null : new Readers({ databaseUrl, limits, ...readerOptions(ingestUsage, ingest) });
  return {
    env,
    sql,
    pulse: pulseAt(databaseUrl),
    keys: new KeyRing(sql),
    ingest,
    ingestUsage,
    prices: new PriceBooks(sql),
    budgets: { known: new KnownBudgets(asking), sql: asking },
    readers,
    close: async () => {
      await readers?.close();
      await ingest.close();
      await writing.end();
      await ingestUsage.stop();
      await Promise.all([sql, counting, asking].map((each) => each.end({ timeout: CLOSE_TIMEOUT_S })));
    },
  };
}

/** Limits and counters are one for the server and its threads. */
const readerOptions = (
  { rateLimits, quotas, counters }: IngestUsage,
  ingest: GroupCommit,
): Omit<ReaderThreadOptions, "databaseUrl" | "limits"> => ({
  rateLimits,
  quotas,
  counted(counted, commits) {
    counters.add(counted);
    ingest.add(commits);
  },
});
