import { connect, type Sql } from "@/db/client";
import { KeyRing } from "@/lib/auth/authenticate";
import { type Env, readEnv } from "@/lib/env";
import { Failure } from "@/lib/errors";

/** What all requests of the console share. */
export interface Store {
  env: Env;
  /** As role recount_app. */
  sql: Sql;
  keys: KeyRing;
}

/**
 * The pool alone is kept on globalThis: the framework loads modules once for pages and once more for routes, and anew with
 * every change in development, and each would open connections of its own.
 */
const holder = globalThis as unknown as { recountConsolePool?: Sql };

/** Of one question: whoever waits for longer has left. */
const DEADLINE_S = 30;

let made: Store | undefined;

/** Made on first use. @throws Failure unavailable when there is no database */
export function store(): Store {
  if (made) return made;
  const env = readEnv();
  if (env.databaseUrl === undefined) {
    throw new Failure("unavailable", "No database: start Recount with `npm start`, or set DATABASE_URL.");
  }
  const sql = (holder.recountConsolePool ??= connect(env.databaseUrl, {
    role: "recount_app",
    max: 10,
    applicationName: "recount console",
    deadlineS: DEADLINE_S,
  }));
  made = { env, sql, keys: new KeyRing(sql) };
  return made;
}
