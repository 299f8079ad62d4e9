import type pg from "pg";

/**
 * Rows that were rewritten leave their old form behind: PostgreSQL keeps it in the table's file until the space is used again,
 * and a plain vacuum only allows that. Writing the table anew (`vacuum full`) leaves nothing; meanwhile nobody reads or writes it.
 */

/** Tables that hold texts of a day. */
const OF_DAYS = ["body_blocks", "span_rows", "traces"];
/** Tables that hold copies of texts. */
const COPIES = [
  "label_sets",
  "span_parts",
  "incident_traces",
  "experiments",
  "experiment_runs",
  "prompt_versions",
  "scores",
  "seal_records",
  "ingest_quarantine",
  "comments",
  "decisions",
  "decision_documents",
];
/** Who waits for a table that is read all the time makes everybody behind it wait, too. */
const LOCK_TIMEOUT = "2s";
/** A table that is written all day is written anew while that takes a moment. */
const SMALL_BYTES = 256 * 1024 * 1024;
/** So long after a day, little is written to it. */
const CLOSED_DAYS = 2;

export interface Scrubbed {
  /** Tables that were written anew. */
  tables: number;
  /** Days of which nothing is left that was erased. */
  days: number;
}

/**
 * Writes the tables anew out of which something was erased. A day whose tables are too large while they are still written to is
 * left until it is over, what is being read until the next round. A large table of copies is only vacuumed.
 * @param pool connected as the owner of the tables: nobody else may
 */
export async function scrubRound(pool: pg.Pool, now = new Date()): Promise<Scrubbed> {
  const done: Scrubbed = { tables: 0, days: 0 };
  const { rows: waiting } = await pool.query<Waiting>(`
    select day::text as day, array_agg(project_id) as projects, array_agg(erased_at::text) as erased
    from body_epochs
    where erased_at > coalesce(scrubbed_at, '-infinity')
    group by body_epochs.day
    order by body_epochs.day`);
  const closed = new Date(now.getTime() - CLOSED_DAYS * 86_400_000).toISOString().slice(0, 10);
  const ready: Waiting[] = [];
  for (const one of waiting) {
    const largest = Math.max(...(await Promise.all(tablesOf(one.day).map((table) => sizeOf(pool, table)))));
    if (one.day < closed || largest <= SMALL_BYTES) ready.push(one);
  }
  // Whoever has looked before may still see it, and the tables would be written anew in vain.
  if (ready.length === 0 || (await isLookedAt(pool, ready))) return done;
  let clean = true;
  for (const table of COPIES)
    if ((await sizeOf(pool, table)) > SMALL_BYTES) await pool.query(`vacuum (analyze) ${table}`);
    else clean = (await scrub(pool, table, done)) && clean;
  await sampleAnew(pool);
  const scrubbed: Waiting[] = [];
  for (const one of ready) {
    let all = clean;
    for (const table of tablesOf(one.day)) all = (await scrub(pool, table, done)) && all;
    if (all) scrubbed.push(one);
  }
  if (scrubbed.length === 0 || !(await scrub(pool, "pg_statistic", done))) return done;
  for (const { day, projects, erased } of scrubbed) {
    done.days++;
    // What was erased meanwhile waits for the next round.
    await pool.query(
      `update body_epochs e set scrubbed_at = e.erased_at
       from unnest($2::int[], $3::timestamptz[]) as done (project, erased)
       where e.day = $1::date and e.project_id = done.project and e.erased_at = done.erased`,
      [day, projects, erased],
    );
  }
  return done;
}

interface Waiting {
  day: string;
  projects: number[];
  /** When, of each. */
  erased: string[];
}

const tablesOf = (day: string): string[] => OF_DAYS.map((parent) => `${parent}_${day.replaceAll("-", "")}`);

/** Bytes; 0 where retention has dropped it. */
async function sizeOf(pool: pg.Pool, table: string): Promise<number> {
  const { rows } = await pool.query<{ bytes: string | null }>(
    "select pg_total_relation_size(to_regclass($1)) as bytes",
    [table],
  );
  return Number(rows[0]?.bytes ?? 0);
}

async function isLookedAt(pool: pg.Pool, erased: readonly Waiting[]): Promise<boolean> {
  const { rows } = await pool.query(
    `select from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_xmin is not null
       and xact_start < (select max(at) from unnest($1::timestamptz[]) as at)
     limit 1`,
    [erased.flatMap((one) => one.erased)],
  );
  return rows.length > 0;
}

/** What the planner knows of a table's columns is values of theirs. Of whole tables it knows them where somebody has asked for it. */
async function sampleAnew(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    "select distinct tablename as name from pg_stats where schemaname = 'public' and inherited and tablename = any($1)",
    [OF_DAYS],
  );
  for (const { name } of rows) await pool.query(`analyze ${name}`);
}

/** @returns whether nothing of what was erased before is left in its file */
async function scrub(pool: pg.Pool, table: string, done: Scrubbed): Promise<boolean> {
  if ((await sizeOf(pool, table)) === 0) return true;
  const client = await pool.connect();
  const told: string[] = [];
  const listen = ({ detail }: { detail?: string | undefined }): void => void told.push(detail ?? "");
  client.on("notice", listen);
  try {
    await client.query(`set lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query(`vacuum (full, verbose, analyze) ${table}`);
    done.tables++;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "55P03") return false;
    throw error;
  } finally {
    client.off("notice", listen);
    await client.query("reset lock_timeout").catch(() => {});
    client.release();
  }
  // How many rows somebody's open transaction may still see, which are written, too: the first number, in whatever language. None
  // is told of a catalogue that is not ours to rewrite.
  const left = told.flatMap((detail) => /^\D*(\d+)/.exec(detail)?.[1] ?? []);
  return left.every((number) => number === "0");
}
