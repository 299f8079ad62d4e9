import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Sql, Tx } from "./client";
import { ensureDistributed } from "./distributed";

/** Brings a database to the newest schema. Safe to run twice, and by several processes at once. */

export const MIGRATIONS_DIR = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");
const OLDEST_SERVER = 15;
/** Any constant: all copies of this program agree on it, and no other program on the server is likely to. */
const MIGRATION_LOCK = 7_281_936_405;

export type Migration = { version: number; name: string; checksum: string; text: string };

/** The database cannot be brought to this schema; the message is one sentence for a person at a terminal. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/**
 * Applies what is missing, in order, each file in a transaction of its own.
 * @param sql connected as the owner of the tables (no role).
 * @returns the versions applied now; empty when the schema was up to date.
 * @throws MigrationError when the server is too old, the database is newer than this code, a landed file was changed,
 * or a file fails (with the server's error as cause).
 */
export async function migrate(sql: Sql, options: { dir?: string } = {}): Promise<number[]> {
  const migrations = await readMigrations(options.dir ?? MIGRATIONS_DIR);
  await refuseOldServer(sql);
  const applied: number[] = [];
  for (;;) {
    // One transaction a file. Each takes the lock and looks again, so that processes which migrate at once take turns.
    const next = await locked(sql, (tx) => applyNext(tx, migrations));
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

/** The numbered files of a folder, in order. @throws MigrationError on a file name or number that does not fit. */
export async function readMigrations(dir: string = MIGRATIONS_DIR): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(".sql")).toSorted();
  const migrations = await Promise.all(
    names.map(async (file) => {
      const match = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file);
      if (!match) throw new MigrationError(`The migration ${file} must be named like 0001_name.sql.`);
      const text = await readFile(path.join(dir, file), "utf8");
      const checksum = createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");
      return { version: Number(match[1]), name: match[2] ?? "", checksum, text };
    }),
  );
  const twice = migrations.find(({ version }, index) => migrations[index + 1]?.version === version);
  if (twice) throw new MigrationError(`Two migrations have the number ${twice.version}.`);
  return migrations;
}

function missingMigrations(
  known: Migration[],
  applied: readonly { version: number; name: string; checksum: string }[],
): Migration[] {
  const byVersion = new Map(known.map((migration) => [migration.version, migration]));
  for (const { version, name, checksum } of applied) {
    const migration = byVersion.get(version);
    if (!migration) {
      throw new MigrationError(
        `The database has migration ${version} (${name}), which this version of Recount does not know: start the newer version again, or restore a backup from before it.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new MigrationError(
        `Migration ${version} (${name}) was changed after it had been applied to this database: restore the file and put the change into a new migration.`,
      );
    }
  }
  const done = new Set(applied.map(({ version }) => version));
  return known.filter(({ version }) => !done.has(version));
}

/** @returns the migration that was applied; nothing when the schema is up to date. */
async function applyNext(tx: Tx, migrations: Migration[]): Promise<Migration | undefined> {
  await tx`
    create table if not exists schema_migrations (
      version int primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`;
  // The app asks whether it is ready; who may use the schema at all is another matter.
  await tx`grant select on schema_migrations to public`;
  const applied = await tx<{ version: number; name: string; checksum: string }[]>`
    select version, name, checksum from schema_migrations order by version`;
  const [next] = missingMigrations(migrations, applied);
  if (!next) return undefined;
  const { version, name, checksum, text } = next;
  try {
    await tx.unsafe(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(`Migration ${version} (${name}) failed and was rolled back: ${reason}`, {
      cause: error,
    });
  }
  await tx`insert into schema_migrations (version, name, checksum) values (${version}, ${name}, ${checksum})`;
  return next;
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
