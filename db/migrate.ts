import { setTimeout as sleep } from "node:timers/promises";

import { buildIndex } from "./build-index";
import type { Sql, Tx } from "./client";
import { ensureDistributed } from "./distributed";
import { isTransient } from "./error-codes";
import { type Migration, MigrationError, MIGRATIONS_DIR, readMigrations } from "./read-migrations";

/** Brings a database to the newest schema. Safe to run twice, and by several processes at once. */

const OLDEST_SERVER = 15;
/** Any constant: all copies of this program agree on it, and no other program on the server is likely to. */
const MIGRATION_LOCK = 7_281_936_405;
/** A statement that waits for a lock makes everybody behind it wait, too: it gives up, lets them pass and comes again. */
const LOCK_TIMEOUT_MS = 3_000;
const MAX_TRIES = 20;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

export interface MigrateOptions {
  dir?: string;
  /** How long a migration waits for a lock before it lets others pass. */
  lockTimeoutMs?: number;
  tries?: number;
}

/**
 * Applies what is missing, in order: each file in a transaction of its own, files of concurrent indexes in none.
 * @param sql connected as the owner of the tables (no role), with two connections or more.
 * @returns the versions applied now; empty when the schema was up to date.
 * @throws MigrationError when the server is too old, the database has a breaking migration that this code does not know, a
 * landed file was changed, a file has a number below the highest applied one, a lock was never free, or a file fails (with
 * the server's error as cause).
 */
export async function migrate(sql: Sql, options: MigrateOptions = {}): Promise<number[]> {
  const migrations = await readMigrations(options.dir ?? MIGRATIONS_DIR);
  if (sql.options.max < 2) throw new TypeError("migrate() needs a pool of two connections or more");
  await refuseOldServer(sql);
  const applied: number[] = [];
  for (;;) {
    // One transaction a file. Each takes the lock and looks again, so that processes which migrate at once take turns.
    const next = await patiently(options, () => locked(sql, (tx) => applyNext(sql, tx, migrations, options)));
    if (!next) break;
    applied.push(next.version);
  }
  await locked(sql, ensureDistributed);
  return applied;
}

async function locked<T>(sql: Sql, step: (tx: Tx) => Promise<T>): Promise<T> {
  const result = await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
    // Reference tables and foreign keys on Citus; a placeholder elsewhere.
    await tx.unsafe("set local citus.multi_shard_modify_mode = 'sequential'");
    return step(tx);
  });
  return result as T;
}

/** Tries again what gave up waiting for a lock, or was chosen as the victim of a deadlock. */
async function patiently<T>(options: MigrateOptions, step: () => Promise<T>): Promise<T> {
  const tries = options.tries ?? MAX_TRIES;
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      const cause = error instanceof MigrationError ? error.cause : error;
      if (!isTransient(cause)) throw error;
      if (attempt === tries)
        throw new MigrationError(
          `${(error as Error).message}. It was tried ${tries} times: end what holds the table (a long query, a backup), and start again.`,
          { cause },
        );
    }
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
    await sleep(delayMs * (0.5 + Math.random()));
  }
}

interface Applied {
  version: number;
  name: string;
  checksum: string;
  breaking: boolean;
}

function missingMigrations(known: Migration[], applied: readonly Applied[]): Migration[] {
  const byVersion = new Map(known.map((migration) => [migration.version, migration]));
  for (const { version, name, checksum, breaking } of applied) {
    const migration = byVersion.get(version);
    if (!migration && breaking) {
      throw new MigrationError(
        `The database has migration ${version} (${name}), which this version of Recount does not know and cannot work with: start the newer version again, or restore a backup from before it.`,
      );
    }
    if (migration && migration.checksum !== checksum) {
      throw new MigrationError(
        `Migration ${version} (${name}) was changed after it had been applied to this database: restore the file and put the change into a new migration.`,
      );
    }
  }
  const done = new Set(applied.map(({ version }) => version));
  const missing = known.filter(({ version }) => !done.has(version));
  const newest = Math.max(0, ...done);
  const late = missing.find(({ version }) => version < newest);
  // An older program beside a newer schema has nothing to apply; a file between others would run in another order elsewhere.
  if (late)
    throw new MigrationError(
      `Migration ${late.version} (${late.name}) is new but has a number below ${newest}, which this database has already: give it the next free number.`,
    );
  return missing;
}

/** @returns the migration that was applied; nothing when the schema is up to date. */
async function applyNext(
  sql: Sql,
  tx: Tx,
  migrations: Migration[],
  options: MigrateOptions,
): Promise<Migration | undefined> {
  await ensureLedger(tx);
  const applied = await tx<Applied[]>`
    select version, name, checksum, breaking from schema_migrations order by version`;
  const [next] = missingMigrations(migrations, applied);
  if (!next) return undefined;
  const { version, name, checksum, breaking } = next;
  const lockTimeoutMs = options.lockTimeoutMs ?? LOCK_TIMEOUT_MS;
  try {
    await tx.unsafe(`set local lock_timeout = ${lockTimeoutMs}`);
    if (next.indexes) for (const index of next.indexes) await buildIndex(sql, index, lockTimeoutMs);
    else await tx.unsafe(next.text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const left = next.indexes ? "failed, and goes on where it stopped" : "failed and was rolled back";
    throw new MigrationError(`Migration ${version} (${name}) ${left}: ${reason}`, { cause: error });
  }
  await tx`
    insert into schema_migrations (version, name, checksum, breaking)
    values (${version}, ${name}, ${checksum}, ${breaking})`;
  return next;
}

/** The table of what was applied; touched only when it is not there as it should be, since whoever asks for readiness reads it. */
async function ensureLedger(tx: Tx): Promise<void> {
  const columns = await tx<{ attname: string }[]>`
    select attname from pg_attribute where attrelid = to_regclass('schema_migrations') and attnum > 0`;
  if (columns.length === 0) {
    await tx`
      create table schema_migrations (
        version int primary key,
        name text not null,
        checksum text not null,
        applied_at timestamptz not null default now(),
        breaking boolean not null default false
      )`;
    // The app asks whether it is ready; who may use the schema at all is another matter.
    await tx`grant select on schema_migrations to public`;
  } else if (!columns.some(({ attname }) => attname === "breaking")) {
    await tx`alter table schema_migrations add column breaking boolean not null default false`;
  }
}

async function refuseOldServer(sql: Sql): Promise<void> {
  const [row] = await sql<{ number: number; version: string }[]>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version`;
  if (row && row.number < OLDEST_SERVER * 10_000) {
    throw new MigrationError(
      `The database server is PostgreSQL ${row.version}; Recount needs ${OLDEST_SERVER} or newer.`,
    );
  }
}
