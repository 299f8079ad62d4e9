import { randomBytes } from "node:crypto";

import { connect, type Sql } from "@/db/client";
import { byteaArray, plainArray, textArray, uuidArray } from "@/db/pg-array";
import { withDatabase } from "@/db/url";

const ROWS = 1000;
const DATABASE = "recount_bench_floor";

/**
 * What this PostgreSQL takes at most in this run: one connection, rows of 20 columns with two indexes, 1,000 a statement by
 * `unnest`, synchronous commit on. Rows a second.
 */
export async function insertFloor(databaseUrl: string, seconds: number): Promise<number> {
  const owner = connect(databaseUrl, { role: null, max: 1, applicationName: "recount bench" });
  await owner.unsafe(`drop database if exists ${DATABASE}`);
  await owner.unsafe(`create database ${DATABASE}`);
  const sql = connect(withDatabase(databaseUrl, DATABASE), {
    role: null,
    max: 1,
    applicationName: "recount bench",
  });
  try {
    await sql`set synchronous_commit = on`;
    await sql`
      create table spans (
        project_id int not null, trace_id uuid not null, span_id bytea not null, parent_span_id bytea,
        started_at timestamptz not null, duration_ns bigint, kind text, name text, service text, environment text,
        feature text, user_id text, session_id text, provider text, model text,
        input_tokens int, output_tokens int, cost_nano_usd bigint, ttft_ns bigint, is_error boolean,
        primary key (project_id, trace_id, span_id))`;
    await sql`create index on spans (project_id, started_at)`;
    return await insertFor(sql, seconds);
  } finally {
    await sql.end();
    await owner.unsafe(`drop database if exists ${DATABASE}`);
    await owner.end();
  }
}

async function insertFor(sql: Sql, seconds: number): Promise<number> {
  const column = <T>(make: (i: number) => T): T[] => Array.from({ length: ROWS }, (_, i) => make(i));
  const ones = plainArray(column(() => 1));
  const numbers = plainArray(column((i) => 1_000_000 + i));
  const names = textArray(
    column((i) => ["chat gpt-4o-mini", "execute_tool get_rules", "invoke_agent bench"][i % 3] ?? ""),
  );
  const words = textArray(column(() => "production"));
  const users = textArray(column((i) => `user-${i % 200}`));
  const flags = plainArray(column((i) => i % 50 === 0));
  let rows = 0;
  const startedAt = performance.now();
  while (performance.now() < startedAt + seconds * 1000) {
    const traces = uuidArray(column(() => randomBytes(16).toString("hex")));
    const spans = byteaArray(column(() => randomBytes(8).toString("hex")));
    const times = plainArray(column((i) => `"${new Date(Date.now() - i).toISOString()}"`));
    await sql`
      insert into spans
      select * from unnest(
        ${ones}::int[], ${traces}::uuid[], ${spans}::bytea[], ${spans}::bytea[], ${times}::timestamptz[], ${numbers}::bigint[],
        ${words}::text[], ${names}::text[], ${words}::text[], ${words}::text[], ${words}::text[], ${users}::text[], ${users}::text[],
        ${words}::text[], ${names}::text[], ${numbers}::int[], ${numbers}::int[], ${numbers}::bigint[], ${numbers}::bigint[],
        ${flags}::boolean[])
      on conflict do nothing`;
    rows += ROWS;
  }
  return rows / ((performance.now() - startedAt) / 1000);
}
