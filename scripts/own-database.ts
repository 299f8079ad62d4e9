import { connect, type Sql } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { readEnv } from "@/lib/env";

/**
 * Runs `work` on the instance's database, connected as the owner of its tables. With the embedded database Recount must have been
 * stopped first: the folder belongs to one process at a time.
 */
export async function withOwnDatabase(work: (sql: Sql) => Promise<void>): Promise<void> {
  const env = readEnv();
  const embedded = env.databaseUrl ? undefined : await startEmbedded({ dataDir: env.dataDir });
  const sql = connect(env.databaseUrl ?? embedded?.url ?? "", { role: null, max: 1 });
  try {
    await work(sql);
  } finally {
    await sql.end();
    await embedded?.stop();
  }
}
