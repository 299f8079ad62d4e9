import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Sql } from "@/db/client";

/** Why requests would fail now; `null` when they would not. */
export type Obstacle = string | null;

/**
 * Whether the database is reached, has the schema of this code and takes writes. It writes nothing: a transaction that
 * could write is enough of an answer, and a probe every few seconds must cost nothing.
 * @param sql as the app connects, so that a missing role or grant shows too
 * @param newest version of the schema that this code was written for
 */
export async function obstacleToWork(sql: Sql, newest: number): Promise<Obstacle> {
  try {
    const [row] = await sql<{ version: number | null; read_only: boolean }[]>`
      select max(version) as version, current_setting('transaction_read_only') = 'on' as read_only
      from schema_migrations`;
    if (row?.read_only) return "The database takes no writes: it is a replica or was made read-only.";
    if (!row || (row.version ?? 0) < newest) {
      return `The database has schema version ${row?.version ?? 0}, and this version of Recount needs ${newest}: start it with npm start, which migrates.`;
    }
    return null;
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code === "42P01") return "The database is not migrated: start Recount with npm start.";
    return `The database does not answer: ${message || code || "unknown error"}.`;
  }
}

/** The number of the newest migration in a folder. */
export async function newestMigration(dir: string): Promise<number> {
  const names = await readdir(dir);
  return Math.max(
    0,
    ...names.filter((name) => name.endsWith(".sql")).map((name) => Number.parseInt(name, 10)),
  );
}

let atStart: Promise<number> | undefined;

/**
 * The schema that this process was built for: the newest migration beside it when it was first asked. An upgrade in
 * place adds files under a process that still works with the older schema.
 */
export function neededMigration(): Promise<number> {
  atStart ??= newestMigration(path.join(/* turbopackIgnore: true */ process.cwd(), "db/migrations"));
  return atStart;
}
