import { connect, type Sql } from "@/db/client";
import { connectPipeline } from "@/db/pipeline";
import { KeyRing } from "@/lib/auth/authenticate";
import { KnownBudgets } from "@/lib/budgets/known-budgets";
import { PriceBooks } from "@/lib/cost/price-books";
import { type Env, readEnv } from "@/lib/env";
import { Failure } from "@/lib/errors";
import { GroupCommit } from "@/lib/ingest/group-commit";
import { KnownContents } from "@/lib/ingest/known-contents";
import { Intake } from "@/lib/intake/intake";

/** What all requests of this process share. */
export interface Store {
  env: Env;
  /** As role recount_app, for questions. */
  sql: Sql;
  keys: KeyRing;
  ingest: GroupCommit;
  intake: Intake;
  /** Every project's prices. */
  prices: PriceBooks;
  /** Every project's budgets, and connections of their own to ask for their sums: an app waits for the answer before each call. */
  budgets: { known: KnownBudgets; sql: Sql };
}

const holder = globalThis as unknown as { recountStore?: Store };

/** Made on first use and kept on globalThis: Next bundles every route apart, and they must share one queue. */
export function store(): Store {
  if (holder.recountStore) return holder.recountStore;
  const env = readEnv();
  if (env.databaseUrl === undefined) {
    throw new Failure("unavailable", "No database: start Recount with `npm start`, or set DATABASE_URL.");
  }
  const sql = connect(env.databaseUrl, { role: "recount_app", max: 10, applicationName: "recount app" });
  // Ingest has connections of its own: a slow question never keeps a batch waiting.
  const writing = connectPipeline(env.databaseUrl, {
    role: "recount_app",
    max: 2,
    applicationName: "recount ingest",
  });
  const counting = connect(env.databaseUrl, {
    role: "recount_app",
    max: 1,
    applicationName: "recount intake",
  });
  const intake = new Intake(counting);
  intake.start();
  const asking = connect(env.databaseUrl, {
    role: "recount_app",
    max: 4,
    applicationName: "recount budgets",
  });
  holder.recountStore = {
    env,
    sql,
    keys: new KeyRing(sql),
    ingest: new GroupCommit(writing, new KnownContents()),
    intake,
    prices: new PriceBooks(sql),
    budgets: { known: new KnownBudgets(asking), sql: asking },
  };
  return holder.recountStore;
}

/** Before the process ends, once the last request is answered: what was counted and not yet written. */
export async function leaveStore(): Promise<void> {
  await holder.recountStore?.intake.stop();
}
