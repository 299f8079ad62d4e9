import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { connect, type Sql } from "@/db/client";
import { makeApiKey } from "@/lib/auth/api-key";
import { API_KEY_SCOPES } from "@/lib/auth/api-key-scopes";
import { freePort, startInstance } from "./instance";

/** What the project and its key may send; absent: the defaults. */
export interface ProjectLimits {
  requestsPerSecond?: number;
  dailySpanQuota?: number;
}

/** An instance on a data folder of its own, for tests that speak to it over HTTP. */
export interface FreshInstance {
  url: string;
  databaseUrl: string;
  /** Connected as the owner of the tables. */
  sql: Sql;
  /** A new project; its key has every scope. */
  newProject: (slug: string, limits?: ProjectLimits) => Promise<{ key: string }>;
  /** Ends it and removes its data. */
  end: () => Promise<void>;
}

export async function freshInstance(env: Record<string, string> = {}): Promise<FreshInstance> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "recount-endpoints-"));
  fs.chmodSync(dataDir, 0o755); // root's database runs as another user, who must be able to enter
  const instance = startInstance({
    port: await freePort(),
    dataDir,
    env: { RECOUNT_LOG_LEVEL: "error", ...env },
  });
  await instance.ready;
  const databaseUrl = `postgres://recount@/recount?host=${encodeURIComponent(path.join(dataDir, "socket"))}&port=5432`;
  const sql = connect(databaseUrl, { role: null, max: 1 });
  return {
    url: instance.url,
    databaseUrl,
    sql,
    newProject: (slug, limits = {}) => newProject(sql, slug, limits),
    end: async () => {
      await sql.end();
      instance.signal("SIGTERM");
      await instance.exited;
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Recorded requests grow older; the tests should not. */
const LONGEST_RETENTION_DAYS = 3660;

async function newProject(sql: Sql, slug: string, limits: ProjectLimits): Promise<{ key: string }> {
  const { key, prefix, hash } = makeApiKey();
  await sql`
    with made as (
      insert into projects (slug, name, retention_days, daily_span_quota)
      values (${slug}, ${slug}, ${LONGEST_RETENTION_DAYS}, ${limits.dailySpanQuota ?? null})
      returning id
    )
    insert into api_keys (project_id, name, prefix, key_hash, scopes, max_requests_per_second)
    select id, 'test', ${prefix}, ${hash}, ${[...API_KEY_SCOPES]}::text[], ${limits.requestsPerSecond ?? null}::int from made`;
  return { key };
}
