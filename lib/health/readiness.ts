import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Sql } from "@/db/client";
import { oneStop } from "@/lib/errors";

import { diskRoom } from "./disk-room";

/** Why requests would fail now; `null` when they would not. */
export type Obstacle = string | null;

/** Orchestrators give up on a probe soon, and want to read the reason. */
const ANSWER_MS = 1_500;

/**
 * Whether the database answers, has the schema of this code and takes writes. It writes nothing: a transaction that
 * could write is enough of an answer, and a probe every few seconds must cost nothing. Answers within two seconds, also when
 * the database does not.
 * @param sql as the app connects, so that a missing role or grant shows too
 * @param newest version of the schema that this code was written for
 */
export const obstacleToWork = (sql: Sql, newest: number): Promise<Obstacle> =>
  soon(async () => {
    const [row] = await sql<{ version: number | null; read_only: boolean }[]>`
      select max(version) as version, current_setting('transaction_read_only') = 'on' as read_only
      from schema_migrations`;
    if (row?.read_only) return "The database takes no writes: it is a replica or was made read-only.";
    if (!row || (row.version ?? 0) < newest) {
      return `The database has schema version ${row?.version ?? 0}, and this version of Recount needs ${newest}: start it with npm start, which migrates.`;
    }
    return null;
  });

/**
 * Whether the database can store: its disk has room. Writes a page that is forgotten at once, so it is asked only where writing
 * has failed before.
 */
export const obstacleToStoring = (sql: Sql): Promise<Obstacle> =>
  soon(async () => {
    await sql.begin(async (tx) => {
      await tx`create temporary table disk_probe (page text) on commit drop`;
      await tx`insert into disk_probe select repeat('x', 8000) from generate_series(1, 64)`;
    });
    return null;
  });

/** Where a full disk is this machine's: writing is refused while there is room to go on. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** @param folder of the embedded database; absent there: the database's disk is not this machine's */
export async function obstacleOfDisk(folder: string): Promise<Obstacle> {
  const room = await diskRoom(folder);
  return room !== null && room.freeBytes < LEAST_FREE_BYTES
    ? `The disk of the database is full: ${Math.floor(room.freeBytes / 1024 ** 2)} MiB are left.`
    : null;
}

/** A worker writes down that it works every minute. */
const WORKER_LATE_S = 180;

export type WorkerState = "running" | "away" | "not seen yet";

/** Whether any worker works on this database, by what it has written last. */
export async function workerState(sql: Sql): Promise<WorkerState> {
  const [last] = await sql<{ late: boolean }[]>`
    select ended_at < clock_timestamp() - make_interval(secs => ${WORKER_LATE_S}) as late
    from job_runs
    where task = 'recent roll-ups'
    order by id desc
    limit 1`;
  if (!last) return "not seen yet";
  return last.late ? "away" : "running";
}

const BY_CODE: Record<string, string> = {
  "42P01": "The database is not migrated: start Recount with npm start.",
  "53100": "The disk of the database is full.",
  "25006": "The database takes no writes: it is a replica or was made read-only.",
};

/** What a question finds, or that it was not answered. */
async function soon(question: () => Promise<Obstacle>): Promise<Obstacle> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Obstacle>((resolve) => {
    timer = setTimeout(
      () => resolve(`The database does not answer within ${ANSWER_MS / 1000} s.`),
      ANSWER_MS,
    );
  });
  const asked = question().catch((error: unknown) => {
    const { code, message } = error as { code?: string; message?: string };
    return (
      BY_CODE[code ?? ""] ?? oneStop(`The database does not answer: ${message || code || "unknown error"}.`)
    );
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
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
